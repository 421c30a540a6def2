using System.CommandLine;
using McpGateway.Cli.Commands;
using McpGateway.Cli.Compat.Programs;
using McpGateway.Cli.Running;
using McpGateway.Cli.Terminals;

namespace McpGateway.Cli.Compat;

/// <summary>
/// <c>mcpgw compat SCRIPT …</c>: the Python product's scripts by their file names, with or without ending and directory, so that a script
/// that calls them changes one word: <c>python</c>. What follows the script's name is read by its rules and not by those of <c>mcpgw</c>.
/// </summary>
internal static class CompatCommand
{
    public const string Name = "compat";
    public const string Help = "Run the Python product's scripts, with their options, outputs and exit codes";

    private static readonly string[] Endings = [".py", ".sh"];

    public static IReadOnlyList<CompatProgram> Programs { get; } =
        [RegistryManagement.Program, RegistryWrapper.Program, AgentManagement.Program, McpClient.Program, AnthropicApiCheck.Program];

    /// <summary>
    /// For help and completion. A command line that begins with the name never gets here (<see cref="CommandTree"/>): the scripts have
    /// options that the global ones would take away.
    /// </summary>
    public static Command Create(CliContext cli)
    {
        var compat = new Command(Name, Help);
        foreach (var program in Programs)
        {
            compat.Add(cli.Runs(new Command(program.Name, program.Help), (_, _) =>
                throw CommandFailure.Misuse($"'{Name}' has to be the first word: mcpgw {Name} {program.Name} ...")));
        }

        return compat;
    }

    /// <param name="arguments">What follows <c>compat</c>.</param>
    public static async Task<int> RunAsync(
        IReadOnlyList<string> arguments, CliEnvironment environment, CancellationToken cancellationToken)
    {
        if (arguments.Count > 0 && Find(arguments[0]) is { } program)
        {
            return await CompatRunner.RunAsync(program, [.. arguments.Skip(1)], environment, cancellationToken);
        }

        var isHelp = arguments is ["-h" or "--help" or "-?"];
        var writer = isHelp ? environment.Terminal.Out : environment.Terminal.Error;
        if (!isHelp)
        {
            await writer.WriteLineAsync(arguments.Count == 0
                ? "error: which script?"
                : $"error: {PlainText.Line(arguments[0])} is not one of the scripts");
        }

        await writer.WriteLineAsync("usage: mcpgw compat SCRIPT ...");
        foreach (var one in Programs)
        {
            await writer.WriteLineAsync($"  {one.Name,-22}{one.Help}");
        }

        return isHelp ? ExitCodes.Success : ExitCodes.Misused;
    }

    private static CompatProgram? Find(string script)
    {
        var name = script[(script.LastIndexOfAny(['/', '\\']) + 1)..];
        name = Endings.Where(name.EndsWith).Select(ending => name[..^ending.Length]).FirstOrDefault() ?? name;
        return Programs.FirstOrDefault(program => program.Name == name);
    }
}
