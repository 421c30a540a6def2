namespace McpGateway.Cli.Compat.Support;

/// <summary>A command of a program that is imitated.</summary>
/// <param name="Name">As scripts write it; with a blank in it, a command below a command.</param>
/// <param name="Help">One line.</param>
/// <param name="Parameters">Its own; the program's come on top.</param>
/// <param name="Run">Does it, and gives the exit code.</param>
internal sealed record Verb(
    string Name, string Help, IReadOnlyList<Parameter> Parameters, Func<Call, CancellationToken, Task<int>> Run);
