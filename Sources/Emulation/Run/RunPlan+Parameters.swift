import Inputs
import LX106
import Record

extension RunPlan {
    /// Every input of the run, in the order reports show them. Passwords and keys stay out.
    var parameters: [RunRecord.Parameter] {
        var shown = resolved
        shown.scenario.serverCertificate = serverCertificate
        return shown.parameters + prices
    }

    private var prices: [RunRecord.Parameter] {
        TimingParameter.allCases.map {
            .init(group: "timing", name: $0.rawValue, value: "\(timing[keyPath: $0.path])", unit: $0.unit)
        }
    }
}
