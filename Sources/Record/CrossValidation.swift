/// Values that were chosen by one half of some measurements, and how they do on the other half.
public struct CrossValidation: Sendable, Equatable {
    /// One choice.
    public struct Choice: Sendable, Equatable {
        /// Parameters with the values chosen.
        public var values: [String]
        /// Errors of the measurements they were chosen by, in percent.
        public var chosenBy: [Double]
        /// Errors of those left out, in percent.
        public var leftOut: [Double]

        package init(values: [String], chosenBy: [Double], leftOut: [Double]) {
            self.values = values
            self.chosenBy = chosenBy
            self.leftOut = leftOut
        }
    }

    /// By the first half, and by the second.
    public var choices: [Choice]

    package init(choices: [Choice]) { self.choices = choices }
}
