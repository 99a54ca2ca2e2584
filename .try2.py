import sys
exec(open('.try.py').read())
