import Glibc

/// Why the system refused a call.
struct WriteRefusal: Error {
    /// The error number; 0 when the refusal is our own.
    var number: Int32
    /// What it says to people.
    var reason: String

    /// What `errno` says.
    init(number: Int32 = errno) {
        self.number = number
        reason = String(cString: strerror(number)).lowercased()
    }

    init(_ reason: String) {
        number = 0
        self.reason = reason
    }
}

/// An open file descriptor.
enum Descriptor {
    /// Writes all of `bytes`, however many calls it takes and however long a reader that cannot wait makes it wait.
    static func write(_ bytes: [UInt8], to descriptor: Int32) throws(WriteRefusal) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count > 0 {
                rest = rest.dropFirst(count)
            } else if count == 0 {
                throw WriteRefusal(number: EIO)
            } else if errno == EAGAIN {
                var entry = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                _ = poll(&entry, 1, -1)
            } else if errno != EINTR {
                throw WriteRefusal()
            }
        }
    }

    /// Opens what the caller left closed of stdin, stdout and stderr, so that no file gets its number and with it what
    /// was meant for the stream. Reading and writing go on failing.
    static func reserveStandardStreams() {
        for descriptor in Int32(0)...2 where fcntl(descriptor, F_GETFD) < 0 {
            _ = open("/dev/null", descriptor == 0 ? O_WRONLY : O_RDONLY)
        }
    }
}
