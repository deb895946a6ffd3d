import LX106
import Record

extension Profile {
    /// Reads a profile; unknown keys are refused, absent ones keep the chip's values.
    ///
    /// - Parameter file: the name errors and the profile itself are called by.
    public init(yaml text: String, file: String) throws(EmulationError) {
        try self.init(yaml: text, file: file, notes: nil)
    }

    init(yaml text: String, file: String, notes: SchemaNotes?) throws(EmulationError) {
        self.init(name: FileName.stem(of: file))
        let root = try YAMLReader(text: text, file: file, keys: ProfileKey.roots(ProfileKey.all), notes: notes)
        try ProfileKey.read(ProfileKey.all, from: root, into: &self)
    }

    /// The prices with this profile's deviations.
    public var timingModel: TimingModel {
        var model = TimingModel.lx106
        model.cacheWays = cacheWays
        for parameter in TimingParameter.allCases {
            if let value = timing[parameter.rawValue] { model[parameter] = value }
        }
        return model
    }
}
