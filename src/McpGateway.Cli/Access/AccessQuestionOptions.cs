using System.CommandLine;
using McpGateway.Cli.Commands;

namespace McpGateway.Cli.Access;

/// <summary>Whose access to what.</summary>
internal sealed class AccessQuestionOptions
{
    public Argument<string> Server { get; } = new("server") { Description = "name of a server or agent, such as github" };

    public Option<string?> Tool { get; } = new("--tool", "-t") { Description = "a tool of the server, or a skill of the agent" };

    public Option<string?> Method { get; } = new("--method", "-m") { Description = "method; tools/call when a tool is named" };

    public Option<string?> User { get; } = new("--user", "-u") { Description = "a user" };

    public Option<string[]> Groups { get; } = new("--group") { Description = "a group, in place of a user; may be repeated" };

    public Option<string[]> Scopes { get; } = new("--scope") { Description = "a scope, in place of a user; may be repeated" };

    public void AddTo(Command command)
    {
        command.Add(Server);
        command.Add(Tool);
        command.Add(Method);
        command.Add(User);
        command.Add(Groups);
        command.Add(Scopes);
    }

    public string? MethodOf(CommandRun run) => run.Get(Method) ?? (run.Get(Tool) is null ? null : "tools/call");

    public static string? Joined(string[]? names) => names is { Length: > 0 } ? string.Join(',', names) : null;
}
