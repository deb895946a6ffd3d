/// A respect in which the runs of a matrix can differ.
public struct MatrixAxis: Sendable {
    /// The key in a matrix file.
    public let name: String
    /// How a value is written.
    public let kind: ValueKind
    /// What it means, in a few words.
    public let meaning: String
    private let group: Group
    private let rank: Int
    /// A value as seen from the folder of the matrix.
    let resolve: @Sendable (_ value: String, _ folder: String) -> String
    /// What a value changes, with the certificates and keys that the matrix names; nil when it is no value.
    package let override: @Sendable (_ value: String, _ keys: [String: Scenario.Credentials]) -> Override?

    /// What axes are about, in the order of `all`.
    enum Group: Int, Sendable, CaseIterable {
        case device, tls, world
    }

    /// Where an axis stands and what it is called.
    struct Place: Sendable {
        var group: Group
        var name: String
        var meaning: String
        var rank: Int

        /// - Parameter rank: axes of a group are in the order of the tables, scenario before profile, but for those with
        ///   a rank: lower ones come first.
        init(_ group: Group, _ name: String, _ meaning: String, rank: Int = 0) {
            self.group = group
            self.name = name
            self.meaning = meaning
            self.rank = rank
        }
    }

    /// An axis whose values are words of its own.
    init(
        _ place: Place,
        kind: ValueKind,
        resolve: @escaping @Sendable (String, String) -> String = { value, _ in value },
        override: @escaping @Sendable (String, [String: Scenario.Credentials]) -> Override?
    ) {
        name = place.name
        meaning = place.meaning
        group = place.group
        rank = place.rank
        self.kind = kind
        self.resolve = resolve
        self.override = override
    }

    /// An axis that sets `key`; nil when only a file can.
    init?<Subject: RunInput>(
        _ place: Place,
        of key: InputKey<Subject>,
        resolve: @escaping @Sendable (String, String) -> String
    ) {
        guard let change = key.change, let kind = key.kind else { return nil }
        let path = key.path
        let single: ValueKind = if case .choices(let words) = kind { .choice(words) } else { kind }
        self.init(place, kind: single, resolve: resolve) { value, _ in
            (try? change([value])).map { Subject.override(path, $0) }
        }
    }

    /// Every axis.
    public static let all: [MatrixAxis] = {
        let axes = ScenarioKey.all.compactMap(\.axis) + ProfileKey.all.compactMap(\.axis)
        return Group.allCases.flatMap { group in
            let mine = axes.filter { $0.group == group }
            return Set(mine.map(\.rank)).sorted().flatMap { rank in mine.filter { $0.rank == rank } }
        }
    }()

    /// The axis called `name`.
    public static func named(_ name: String) -> MatrixAxis? { all.first { $0.name == name } }

    /// The values it takes, for an error.
    func allowed(_ matrix: Matrix) -> String {
        switch kind {
        case .choice(let words) where name == Self.keyName:
            "one of " + (words + matrix.keys.keys.sorted()).joined(separator: ", ")
        case .choice, .numbers, .number, .unsigned: kind.allowed
        default: "a value of this axis"
        }
    }

    /// The axis whose values the matrix names.
    static let keyName = "key"

    /// Certificate and key of the device: a pair that the tool brings, or one that the matrix has a name for.
    static let key = MatrixAxis(
        Place(.world, keyName, "the device's key: one that the tool brings, or a name under `keys`"),
        kind: .choice(["rsa-2048", "p-256"])
    ) { name, keys in
        let stems = ["rsa-2048": "device-rsa-2048", "p-256": "device-p256"]
        let own = stems[name].map { stem in
            Scenario.Credentials(cert: Locator.own("\(stem).pem"), key: Locator.own("\(stem).key.pem"))
        }
        guard let pair = keys[name] ?? own else { return nil }
        return .scenario(path: "credentials.key") {
            $0.credentials.cert = pair.cert
            $0.credentials.key = pair.key
        }
    }
}
