import ESP8266
import LX106
import Record

/// Names what a profiler counted after the functions of the guest's images.
final class CallProfileCollector {
    /// To be attached to the core.
    let profiler: CallProfiler
    private let images: [ELFImage]

    init(_ images: [ELFImage]) {
        self.images = images
        profiler = CallProfiler { address in
            images.lazy.compactMap { $0.functionSymbol(containing: address)?.address }.first
        }
    }

    /// The functions of the call stack that a node stands for, innermost first.
    func chains() -> (Int) -> [String] {
        let nodes = profiler.nodes
        return { [self] node in
            var chain: [String] = []
            var at = node
            while nodes.indices.contains(at) && nodes[at].place != .root {
                chain.append(name(nodes[at].place))
                at = nodes[at].parent
            }
            return chain
        }
    }

    /// What was counted up to cycle `now`.
    func result(at now: Cycles) -> RunRecord.CallProfile {
        profiler.settle(at: now)
        let nodes = profiler.nodes
        let named = NamedCallTree(nodes, name: name)
        var profile = RunRecord.CallProfile()
        profile.functions = named.functions.filter { $0.totalCycles > 0 }.sorted {
            ($1.selfCycles, $1.totalCycles, $0.name) < ($0.selfCycles, $0.totalCycles, $1.name)
        }
        profile.stacks = named.stacks
        return profile
    }

    private func name(_ place: CallProfiler.Place) -> String {
        switch place {
        case .root: "[other]"
        case .idle: RunRecord.CallProfile.idle
        case .interrupt: "[interrupt]"
        case .exception: "[exception]"
        case .nonMaskable: "[NMI]"
        case .debug: "[debug exception]"
        case .function(let address):
            images.lazy.compactMap { $0.function(containing: address) }.first
                ?? "0x" + String(address, radix: 16)
        }
    }
}
