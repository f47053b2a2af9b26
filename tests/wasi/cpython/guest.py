"""Inside the sandbox: runs the tests of a module but those named, and prints one line for each: OUTCOME NAME. The line
begins before the test does, so that whoever reads it knows which test did not come back.

  python guest.py MODULE [TEST...]
"""
import sys
import unittest


class Outcomes(unittest.TestResult):
    def startTest(self, test):
        super().startTest(test)
        print("\n@", test.id(), end=" ", flush=True)

    def addSuccess(self, test):
        print("ok", flush=True)

    def addSkip(self, test, reason):
        if not isinstance(test, unittest.TestCase):  # of a class: no test has begun
            print("\n@", test.id(), end=" ")
        print("skipped", flush=True)

    def addFailure(self, test, error):
        self.tell("failed", test, error)

    def addError(self, test, error):
        self.tell("failed", test, error)

    def addSubTest(self, test, subtest, error):
        if error is not None:
            self.tell("failed", test, error)

    def addExpectedFailure(self, test, error):
        print("ok", flush=True)

    def tell(self, outcome, test, error):
        if not isinstance(test, unittest.TestCase):
            print("\n@", test.id(), end=" ")
        print(outcome, error[0].__name__ + ":", str(error[1]).replace("\n", " ")[:100], flush=True)


def each(suite):
    for test in suite:
        if isinstance(test, unittest.TestSuite):
            yield from each(test)
        else:
            yield test


left_out = set(sys.argv[2:])
suite = unittest.TestSuite()
for test in each(unittest.defaultTestLoader.loadTestsFromName(sys.argv[1])):
    if test.id() not in left_out:
        suite.addTest(test)
suite.run(Outcomes())
print("\n@ end", flush=True)
