"""Many independent jobs on many cores or machines: in shards, each written whole; nothing is done twice. It knows nothing of athletes.

    from solver.batch.engines import engine
    from solver.batch.job import Job
    from solver.batch.run import records, run

    jobs = (Job(key=name, fingerprint=fingerprint(data, rules, versions()), payload=data) for name, data in many)
    tally = run(jobs, work, Path("out"), engine=engine("local", workers=2), total=1000, progress=print)
    for record in records(Path("out")):  # {"key": …, "fingerprint": …, "result": {…}}; or in place of the result "failed" or "crashed": why
        …

`work` is a function of a module, for other processes import it: it is given a job's payload (plain data, as JSON could hold it) and returns
plain data, which may depend on nothing but the payload: no clock, no file. (`about` of a job is
kept beside its result, whatever that is.) What it measures, it puts under the key `_measured`: that is
kept apart, for it may differ from run to run (`measured(out)` gives it back by key). An exception is that job's result ("failed"), and so
is the death of every process that tries it ("crashed"); neither stops the others.

What is on disk depends on the jobs alone, to the byte: not on the engine, the number of workers, or how often a run was broken off.
`run` again with the same folder does what is new or changed (by fingerprint), and what failed or crashed; it keeps the rest.

| module | what |
| --- | --- |
| `job` | what a job is; fingerprints |
| `versions` | what results depend on besides their input |
| `run` | `run(jobs, work, out, *, engine, total=None, progress=None, check=None) -> Tally`, `records(out)`, `measured(out)` |
| `taken` | what comes back from workers, checked before it is written |
| `shards`, `checksum` | the files, and what an earlier run left in them |
| `engines` | `engine(name, workers, scheduler, tls) -> Engine`; what an engine is |
| `local`, `worker` | processes of this machine |
| `dask` | a Dask cluster |
"""
