import sys,time,tempfile
from pathlib import Path
sys.path.insert(0,'.')
from tests.faults.places import *
folder=Path(tempfile.mkdtemp())
p=Places(folder)
for c in (combinations(1) if len(sys.argv)<2 else [(a,k,int(n)) for a,k,n in [x.split(':') for x in sys.argv[1:]]]):
    t=time.time(); o=p.attempt(*c); print(f"{time.time()-t:.1f}", o.fault.name, 'fired' if o.fired else 'NOT FIRED', o.lost, o.wrong, flush=True)
