using System.CommandLine;
using McpGateway.Cli.Compat.Support;
using McpGateway.Cli.Running;

namespace McpGateway.Cli.Compat.Programs;

/// <summary>A script of the Python product that is imitated.</summary>
/// <param name="Name">Of its file, without the ending.</param>
/// <param name="Help">One line.</param>
/// <param name="Everywhere">Options that all of its commands take.</param>
/// <param name="Verbs">Its commands. One without a name is the program itself.</param>
/// <param name="Connect">Finds the registry and the token for a run; null where a command needs none.</param>
internal sealed record CompatProgram(
    string Name, string Help, IReadOnlyList<Parameter> Everywhere, IReadOnlyList<Verb> Verbs,
    Func<ParseResult, CliEnvironment, CancellationToken, Task<RegistryApi>> Connect)
{
    /// <summary>Whether a failure is told where results are: some of the scripts print it, others log it.</summary>
    public bool PrintsFailures { get; init; }
}
