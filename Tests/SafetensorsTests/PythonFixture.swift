/// A file written by Python's safetensors 0.8.0 with torch 2.15.0+cu132:
/// Tests/golden/safetensors_fixture.py.
let pythonFixture = """
    cAEAAAAAAAB7Il9fbWV0YWRhdGFfXyI6eyJmcmFtZXdvcmsiOiJwdCIsIm5vdGUiOiJncsO8w59lIn0sIm5vcm0ubn
    VtX2JhdGNoZXNfdHJhY2tlZCI6eyJkdHlwZSI6Ikk2NCIsInNoYXBlIjpbXSwiZGF0YV9vZmZzZXRzIjpbMCw4XX0s
    ImZ1bGwiOnsiZHR5cGUiOiJGMzIiLCJzaGFwZSI6WzIsM10sImRhdGFfb2Zmc2V0cyI6WzgsMzJdfSwic2NhbGFyIj
    p7ImR0eXBlIjoiRjMyIiwic2hhcGUiOltdLCJkYXRhX29mZnNldHMiOlszMiwzNl19LCJicmFpbiI6eyJkdHlwZSI6
    IkJGMTYiLCJzaGFwZSI6WzIsMV0sImRhdGFfb2Zmc2V0cyI6WzM2LDQwXX0sImhhbGYiOnsiZHR5cGUiOiJGMTYiLC
    JzaGFwZSI6WzRdLCJkYXRhX29mZnNldHMiOls0MCw0OF19fSAgIAcAAAAAAAAAAADAPwAAAMDCFgEAAACAfwAAUEAA
    AACAAAAoQklAlv4APP97AQBmrg==
    """
