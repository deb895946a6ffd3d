import Foundation

/// The man page, made of the help that the parser dumps.
enum Manual {
    /// The page in man(7) macros. `help` is the parser's JSON.
    static func text(help: String, version: String) throws -> String {
        let tool = try JSONDecoder().decode(Dump.self, from: Data(help.utf8)).command
        var lines = [
            ".TH VESP 1 \"\" \"vesp \(escaped(version))\" \"User Commands\"", ".SH NAME",
            "vesp \\- \(escaped(tool.abstract ?? ""))", ".SH SYNOPSIS",
        ]
        let commands = (tool.subcommands ?? []).flatMap(leaves)
        for command in commands { lines += [".B vesp \(escaped(command.commandName))", synopsis(command), ".br"] }
        lines.append(".SH DESCRIPTION")
        lines += paragraphs(tool.discussion)
        lines.append(".SH COMMANDS")
        for command in commands { lines += section(command) }
        lines += [
            ".SH ENVIRONMENT", ".TP", ".B VESP_FIRMWARE", "Folder of the guest images.", ".TP", ".B NO_COLOR",
            "No colours, whatever the terminal can show.", "",
        ]
        return lines.joined(separator: "\n")
    }

    private struct Dump: Decodable {
        var command: Command
    }

    private struct Command: Decodable {
        var commandName: String
        var abstract: String?
        var discussion: String?
        var shouldDisplay: Bool?
        var subcommands: [Command]?
        var arguments: [Argument]?
    }

    private struct Argument: Decodable {
        struct Name: Decodable {
            var kind: String
            var name: String

            var text: String { (kind == "long" ? "--" : "-") + name }
        }

        var kind: String
        var names: [Name]?
        var valueName: String?
        var abstract: String?
        var defaultValue: String?
        var isOptional: Bool
        var isRepeating: Bool
        var shouldDisplay: Bool
    }

    /// What can be run under `command`, by the words that run it.
    private static func leaves(_ command: Command) -> [Command] {
        guard command.shouldDisplay != false, command.commandName != "help" else { return [] }
        guard let subcommands = command.subcommands?.filter({ $0.commandName != "help" }), !subcommands.isEmpty else {
            return [command]
        }
        return subcommands.flatMap(leaves).map { leaf in
            var leaf = leaf
            leaf.commandName = "\(command.commandName) \(leaf.commandName)"
            return leaf
        }
    }

    private static func synopsis(_ command: Command) -> String {
        let positional = (command.arguments ?? []).filter { $0.kind == "positional" }.map { argument in
            let name = "<\(argument.valueName ?? "")>" + (argument.isRepeating ? " ..." : "")
            return argument.isOptional ? "[\(name)]" : name
        }
        return escaped((["[options]"] + positional).joined(separator: " "))
    }

    private static func section(_ command: Command) -> [String] {
        var lines = [".SS vesp \(escaped(command.commandName))", escaped(command.abstract ?? "")]
        lines += paragraphs(command.discussion)
        for argument in command.arguments ?? [] where argument.shouldDisplay {
            let value = argument.kind == "flag" ? "" : " <\(argument.valueName ?? "")>"
            let names = argument.names?.map(\.text).joined(separator: ", ") ?? ""
            let text = [argument.abstract, argument.defaultValue.map { "Default: \($0)." }].compactMap { $0 }
            lines += [".TP", ".B " + escaped((names + value).trimmingCharacters(in: .whitespaces))]
            lines.append(escaped(text.joined(separator: " ")))
        }
        return lines
    }

    private static func paragraphs(_ text: String?) -> [String] {
        guard let text else { return [] }
        return text.split(separator: "\n\n").flatMap { paragraph in
            [".PP"] + paragraph.split(separator: "\n").map { escaped(String($0)) }
        }
    }

    /// Text that no macro or escape hides in.
    static func escaped(_ text: String) -> String {
        let safe = text.replacing("\\", with: "\\e").replacing("-", with: "\\-").replacing("\n", with: " ")
        return safe.hasPrefix(".") || safe.hasPrefix("'") ? "\\&" + safe : safe
    }
}
