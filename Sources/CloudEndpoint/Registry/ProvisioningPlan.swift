import Foundation
import JSON

/// What a provisioning template (developer guide, Provisioning templates) comes to with the values of its parameters.
struct ProvisioningPlan: Equatable, Sendable {
    /// What becomes of a property of a thing that is there already.
    enum Override: String, Sendable {
        case nothing = "DO_NOTHING"
        case replace = "REPLACE"
        case fail = "FAIL"
        case merge = "MERGE"
    }

    struct ThingPlan: Equatable, Sendable {
        var name: String
        var type: String?
        var attributes: [String: String]
        var groups: [String]
        /// By property: `AttributePayload`, `ThingTypeName`, `ThingGroups`.
        var overrides: [String: Override]
    }

    /// How a certificate is given.
    struct CertificatePlan: Equatable, Sendable {
        var id: String?
        var pem: String?
        var authorityPEM: String?
        var request: String?
        var status = CertificateStatus.active
    }

    /// Either of the two.
    struct PolicyPlan: Equatable, Sendable {
        var name: String?
        var document: String?
    }

    var thing: ThingPlan?
    var certificate = CertificatePlan()
    var policies: [PolicyPlan] = []
    /// The names that the template has for its resources, by their types.
    var resources: [String: String] = [:]

    /// A template, read.
    struct Template: Sendable {
        /// Most characters (service model, TemplateBody).
        static let mostCharacters = 10_240
        private let defaults: [String: String?]
        fileprivate let resources: [(name: String, type: String, value: JSONValue)]

        init(_ body: String) throws(APIError) {
            guard body.utf8.count <= Self.mostCharacters, let document = JSONValue(Array(body.utf8)),
                case .object(let resources)? = document["Resources"]
            else { throw .invalid("The template is no JSON object with 'Resources'") }
            var defaults: [String: String?] = [:]
            if let parameters = document["Parameters"] {
                guard case .object(let parameters) = parameters else {
                    throw .invalid("The template's 'Parameters' are no object")
                }
                for (name, parameter) in parameters { defaults[name] = .some(parameter["Default"]?.text) }
            }
            self.defaults = defaults
            var found: [(name: String, type: String, value: JSONValue)] = []
            for (name, value) in resources.sorted(by: { $0.key < $1.key }) {
                let types = ["AWS::IoT::Thing", "AWS::IoT::Certificate", "AWS::IoT::Policy"]
                guard let type = value["Type"]?.text, types.contains(type) else {
                    throw .invalid("The template's resource \(name.shown) must be of one of the types \(types)")
                }
                found.append((name, type, value))
            }
            self.resources = found
        }

        /// The value of each declared parameter.
        func parameters(_ values: [String: String]) throws(APIError) -> [String: String] {
            var result: [String: String] = [:]
            for name in defaults.keys.sorted() {
                guard let value = values[name] ?? defaults[name].flatMap({ $0 }) else {
                    throw APIError(
                        .resourceRegistrationFailure,
                        "The template's parameter \(name.shown) has no value"
                    )
                }
                result[name] = value
            }
            return result
        }
    }

    /// Puts `values` into a template.
    init(_ template: Template, _ values: [String: String]) throws(APIError) {
        let resolver = Resolver(parameters: try template.parameters(values))
        for (name, type, value) in template.resources {
            let properties = try resolver.resolve(value["Properties"] ?? [:])
            resources[type] = name
            switch type {
            case "AWS::IoT::Thing": thing = try Self.thing(properties, value["OverrideSettings"])
            case "AWS::IoT::Certificate": certificate = try Self.certificate(properties)
            default: policies.append(try Self.policy(properties))
            }
        }
    }

    private static func thing(_ properties: JSONValue, _ overrides: JSONValue?) throws(APIError) -> ThingPlan {
        guard let name = properties["ThingName"]?.text, NameRule.thing.allows(name) else {
            throw .invalid("The template's thing must have a name")
        }
        var attributes: [String: String] = [:], settings: [String: Override] = [:]
        if case .object(let members)? = properties["AttributePayload"] { attributes = members.compactMapValues(\.text) }
        if case .object(let members)? = overrides {
            settings = members.compactMapValues { $0.text.flatMap(Override.init) }
        }
        return ThingPlan(
            name: name,
            type: properties["ThingTypeName"]?.text,
            attributes: attributes,
            groups: properties["ThingGroups"]?.texts ?? [],
            overrides: settings
        )
    }

    private static func certificate(_ properties: JSONValue) throws(APIError) -> CertificatePlan {
        var plan = CertificatePlan(
            id: (properties["CertificateId"] ?? properties["CertificateID"])?.text,
            pem: properties["CertificatePem"]?.text,
            authorityPEM: properties["CACertificatePem"]?.text,
            request: properties["CertificateSigningRequest"]?.text
        )
        guard [plan.id, plan.pem, plan.request].count(where: { $0 != nil }) == 1 else {
            throw .invalid("The template's certificate must be given in exactly one way")
        }
        if let text = properties["Status"]?.text {
            guard let status = CertificateStatus(rawValue: text.uppercased()), [.active, .inactive].contains(status)
            else { throw .invalid("The template's certificate must have the status ACTIVE or INACTIVE") }
            plan.status = status
        }
        return plan
    }

    private static func policy(_ properties: JSONValue) throws(APIError) -> PolicyPlan {
        var document = properties["PolicyDocument"]?.text
        if case .object? = properties["PolicyDocument"] {
            document = properties["PolicyDocument"].map { String(decoding: $0.bytes, as: UTF8.self) }
        }
        let plan = PolicyPlan(name: properties["PolicyName"]?.text, document: document)
        guard (plan.name == nil) != (plan.document == nil) else {
            throw .invalid("The template's policy must have either a name or a document")
        }
        return plan
    }
}

/// Puts values in the place of `{"Ref": "parameter"}`; other functions are for fleet provisioning only.
private struct Resolver {
    var parameters: [String: String]

    func resolve(_ value: JSONValue) throws(APIError) -> JSONValue {
        switch value {
        case .array(let values):
            var result: [JSONValue] = []
            for value in values { result.append(try resolve(value)) }
            return .array(result)
        case .object(let members):
            if members.count == 1, let name = members["Ref"]?.text {
                guard let value = parameters[name] else {
                    throw .invalid("The template refers to \(name.shown), which is not among its parameters")
                }
                return .string(value)
            }
            if let function = members.keys.sorted().first(where: { $0.hasPrefix("Fn::") }) {
                throw .invalid("The template's function \(function.shown) is not supported")
            }
            var result: [String: JSONValue] = [:]
            for (key, value) in members { result[key] = try resolve(value) }
            return .object(result)
        default: return value
        }
    }
}
