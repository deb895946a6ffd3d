#if canImport(Glibc)
    import Glibc
#else
    import Musl
#endif

/// How many files and sockets the process may have open.
enum DescriptorLimit {
    /// Raises it to `count`, as far as the process may; what it is then. Shells give programs 1024.
    static func raise(to count: Int) -> Int {
        var limit = rlimit()
        #if canImport(Glibc)
            let descriptors = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
        #else
            let descriptors = RLIMIT_NOFILE
        #endif
        guard getrlimit(descriptors, &limit) == 0 else { return count }
        let wanted = min(rlim_t(clamping: count), limit.rlim_max)
        if limit.rlim_cur < wanted {
            limit.rlim_cur = wanted
            _ = setrlimit(descriptors, &limit)
            guard getrlimit(descriptors, &limit) == 0 else { return count }
        }
        return Int(clamping: limit.rlim_cur)
    }
}
