import Testing

@testable import CloudServer

struct ServerLimitsTests {
    @Test func `a process that may have few files open turns connections away in time`() {
        let limits = ServerLimits()
        #expect(limits.within(1024).connections == 1024 - 128)
        #expect(limits.within(10).connections == 1)
        #expect(limits.within(limits.descriptors).connections == 4096)
        #expect(limits.within(.max).connections == 4096)
    }

    @Test func `the process may have at least as many files open as it could before`() {
        #expect(DescriptorLimit.raise(to: 1) >= 1)
        let before = DescriptorLimit.raise(to: 1)
        #expect(DescriptorLimit.raise(to: before + 1) >= before)
    }
}
