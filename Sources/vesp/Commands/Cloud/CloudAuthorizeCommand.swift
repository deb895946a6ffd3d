import ArgumentParser
import CloudEndpoint
import Inputs
import Record

/// `vesp cloud authorize`.
struct CloudAuthorizeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "authorize",
        abstract: "Say what AWS IoT policies decide about one action on one resource, and why.",
        discussion: """
            Exits with 0 when the client may, with 1 when it may not.

            Example: vesp cloud authorize --policy policy.json --action iot:Publish \
            --resource arn:aws:iot:us-east-1:123456789012:topic/door --client-id sensor-7
            """
    )

    @Option(
        parsing: .singleValue,
        help: ArgumentHelp("A policy document; all that are attached, one each.", valueName: "file")
    )
    var policy: [String]
    @Option(help: ArgumentHelp("What the client wants, such as iot:Connect.", valueName: "name")) var action: String
    @Option(help: ArgumentHelp("On what, or *.", valueName: "arn")) var resource: String
    @Option(help: ArgumentHelp("The client's id.", valueName: "id")) var clientID: String?
    @Option(help: ArgumentHelp("The thing that is attached to its certificate.", valueName: "name")) var thing: String?
    @Option(help: ArgumentHelp("Where it comes from.", valueName: "address")) var sourceIP: String?

    func run() throws {
        let isAllowed = try Failure.contained {
            var documents: [(name: String, document: PolicyDocument)] = []
            for file in policy {
                documents.append((FileName.name(of: file), try Self.document(FileAccess.text(file), file)))
            }
            let answer = Authorization(action, on: resource, documents, context)
            let report = "\(answer.decision.rawValue): \(answer.reason.printable)\n"
            try Output.print(Output.coloured(report, isGood: answer.isAllowed))
            return answer.isAllowed
        }
        if !isAllowed { throw ExitCode(1) }
    }

    private static func document(_ text: String, _ file: String) throws(EmulationError) -> PolicyDocument {
        do throws(MalformedPolicy) {
            return try PolicyDocument(text)
        } catch {
            throw .badInput(file: file, line: nil, message: error.description)
        }
    }

    private var context: PolicyContext {
        var context = PolicyContext()
        context.attach(thing: thing.map { ($0, nil, [:]) })
        if let clientID { context["iot:ClientId"] = [clientID] }
        if let sourceIP { context["aws:SourceIp"] = [sourceIP] }
        return context
    }
}
