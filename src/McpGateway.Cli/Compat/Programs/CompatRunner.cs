using System.CommandLine;
using System.CommandLine.Help;
using McpGateway.Cli.Compat.Support;
using McpGateway.Cli.Running;
using McpGateway.Cli.Terminals;

namespace McpGateway.Cli.Compat.Programs;

/// <summary>Reads a command line as the Python script would, runs it, and ends as it would: 0, 1 for a failure, 2 for a misuse.</summary>
internal static class CompatRunner
{
    private const int Misused = 2;

    private const StringSplitOptions Words = StringSplitOptions.RemoveEmptyEntries;

    private static readonly ParserConfiguration Parser = new() { ResponseFileTokenReplacer = null };

    public static async Task<int> RunAsync(
        CompatProgram program, IReadOnlyList<string> arguments, CliEnvironment environment, CancellationToken cancellationToken)
    {
        var root = Build(program, environment);
        var parsed = root.Parse(arguments, Parser);
        var terminal = environment.Terminal;
        if (AsksForNothing(parsed))
        {
            await InvokeAsync(root.Parse([.. arguments, "--help"], Parser), terminal, cancellationToken);
            return Call.Failure;
        }

        if (parsed.Action is not HelpAction && parsed.Errors.Count > 0)
        {
            await terminal.Error.WriteLineAsync($"usage: {program.Name} {Usage(parsed)}");
            await terminal.Error.WriteLineAsync($"{program.Name}: error: {Problem(parsed)}");
            return Misused;
        }

        return await InvokeAsync(parsed, terminal, cancellationToken);
    }

    private static Task<int> InvokeAsync(ParseResult parsed, ITerminal terminal, CancellationToken cancellationToken) =>
        parsed.InvokeAsync(
            new() { Output = terminal.Out, Error = terminal.Error, EnableDefaultExceptionHandler = false }, cancellationToken);

    /// <summary>No command where there has to be one: the scripts show their help, and fail.</summary>
    private static bool AsksForNothing(ParseResult parsed) =>
        parsed.Action is not HelpAction && parsed.UnmatchedTokens.Count == 0
        && parsed.CommandResult.Command is { Action: null, Subcommands.Count: > 0 };

    /// <param name="cancellationToken">The parser's, which SIGINT and SIGTERM end.</param>
    private static async Task<int> RunAsync(
        CompatProgram program, Verb verb, ParseResult parsed, CliEnvironment environment, CancellationToken cancellationToken)
    {
        var terminal = environment.Terminal;
        try
        {
            using var api = await program.Connect(parsed, environment, cancellationToken);
            return await verb.Run(new(parsed, environment, api), cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return ExitCodes.Interrupted;
        }
        catch (CommandFailure failure)
        {
            var isMisuse = failure.ExitCode == ExitCodes.Misused;
            await (program.PrintsFailures && !isMisuse ? terminal.Out : terminal.Error)
                .WriteLineAsync($"Error: {PlainText.Lines(failure.Message)}");
            if (failure.Advice is { } advice)
            {
                await terminal.Error.WriteLineAsync(PlainText.Lines(advice));
            }

            return isMisuse ? Misused : Call.Failure;
        }
#pragma warning disable CA1031 // a script is told in a line what went wrong, whatever it is
        catch (Exception failure)
#pragma warning restore CA1031
        {
            await (program.PrintsFailures ? terminal.Out : terminal.Error)
                .WriteLineAsync($"Error: {PlainText.Line(failure.Message)}");
            return Call.Failure;
        }
    }

    /// <summary>No root command: that one has a --version, which the scripts have not, and one of their commands has an option of that
    /// name.</summary>
    private static Command Build(CompatProgram program, CliEnvironment environment)
    {
        var root = new Command(program.Name, program.Help) { new HelpOption() };
        foreach (var parameter in program.Everywhere)
        {
            parameter.AddTo(root);
        }

        foreach (var verb in program.Verbs)
        {
            var command = CommandOf(root, verb);
            foreach (var parameter in verb.Parameters)
            {
                parameter.AddTo(command);
            }

            command.SetAction((parsed, cancellationToken) => RunAsync(program, verb, parsed, environment, cancellationToken));
        }

        return root;
    }

    private static Command CommandOf(Command root, Verb verb)
    {
        var command = root;
        foreach (var word in verb.Name.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            var below = command.Subcommands.FirstOrDefault(one => one.Name == word);
            if (below is null)
            {
                below = new Command(word, verb.Help);
                command.Subcommands.Add(below);
            }

            command = below;
        }

        return command;
    }

    private static string Usage(ParseResult parsed)
    {
        var command = parsed.CommandResult.Command;
        return command.Subcommands.Count > 0
            ? $"{{{string.Join(',', command.Subcommands.Select(one => one.Name))}}} ..."
            : $"{command.Name} {string.Join(' ', command.Options.Where(option => option is not HelpOption).Select(Shown))}".TrimEnd();
    }

    private static string Problem(ParseResult parsed)
    {
        var command = parsed.CommandResult.Command;
        return command.Subcommands.Count > 0 && parsed.UnmatchedTokens is [var wrong, ..]
            ? $"invalid choice: '{wrong}' (choose from {string.Join(", ", command.Subcommands.Select(one => one.Name))})"
            : string.Join("; ", parsed.Errors.Select(error => string.Join(' ', error.Message.Split((char[]?)null, Words))));
    }

    private static string Shown(Option option) => option.Required ? $"{option.Name} VALUE" : $"[{option.Name}]";
}
