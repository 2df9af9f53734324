#pragma once

namespace todoke::test {

// Held by whichever test process sets the shared server or its template up.
class FileLock {
public:
    FileLock();
    ~FileLock();
    FileLock(const FileLock&) = delete;
    FileLock& operator=(const FileLock&) = delete;

private:
    int descriptor_ = -1;
};

}  // namespace todoke::test
