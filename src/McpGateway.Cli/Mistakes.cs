using System.CommandLine;
using System.CommandLine.Parsing;
using McpGateway.Cli.Commands;
using McpGateway.Cli.Terminals;

namespace McpGateway.Cli;

/// <summary>What is wrong with a command line, and what may have been meant.</summary>
internal static class Mistakes
{
    private const int MostEdits = 2;

    public static void Tell(ParseResult parsed, TextWriter error)
    {
        var command = parsed.CommandResult.Command;
        if (parsed.UnmatchedTokens is [var unknown, ..])
        {
            var what = unknown.StartsWith('-') ? "option" : command.Subcommands.Count > 0 ? "command" : "argument";
            error.WriteLine($"error: {NameOf(command)} has no {what} '{PlainText.Line(unknown)}'.{Meant(command, unknown)}");
        }
        else
        {
            TellProblems(parsed, error);
        }

        error.WriteLine($"  {NameOf(command)} --help tells what can be said.");
    }

    /// <summary>What is missing is named together, by the names that the help has.</summary>
    private static void TellProblems(ParseResult parsed, TextWriter error)
    {
        var command = parsed.CommandResult.Command;
        var missing = command.Arguments
            .Where(argument => argument.Arity.MinimumNumberOfValues > (parsed.GetResult(argument)?.Tokens.Count ?? 0))
            .Select(static argument => $"<{argument.HelpName ?? argument.Name}>").ToArray();
        if (missing.Length > 0)
        {
            error.WriteLine($"error: {NameOf(command)} needs {string.Join(" and ", missing)}.");
        }

        var others = parsed.Errors.Where(problem => missing.Length == 0 || !IsAboutMissing(problem, command));
        foreach (var problem in others.Select(static problem => problem.Message).Distinct(StringComparer.Ordinal))
        {
            error.WriteLine("error: " + PlainText.Line(problem));
        }
    }

    private static bool IsAboutMissing(ParseError problem, Command command) =>
        problem.SymbolResult is ArgumentResult { Tokens.Count: 0 }
        || (problem.SymbolResult is CommandResult result && result.Command == command);

    private static string NameOf(Command command) => command.Parents.OfType<Command>().FirstOrDefault() is { } above
        ? $"{NameOf(above)} {command.Name}"
        : "mcpgw";

    private static string Meant(Command command, string unknown)
    {
        var known = unknown.StartsWith('-')
            ? Upwards(command).SelectMany(static above => above.Options).Select(static option => option.Name)
            : command.Subcommands.Select(static below => below.Name);
        var nearest = known.Select(name => (Name: name, Edits: Spelling.EditsBetween(unknown, name)))
            .Where(static pair => pair.Edits <= MostEdits).OrderBy(static pair => pair.Edits).FirstOrDefault();
        return nearest.Name is null ? "" : $" Did you mean '{nearest.Name}'?";
    }

    private static IEnumerable<Command> Upwards(Command command) =>
        command.Parents.OfType<Command>().SelectMany(Upwards).Prepend(command);
}
