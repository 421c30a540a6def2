using McpGateway.Cli.Compat.Management;
using McpGateway.Cli.Compat.Support;

namespace McpGateway.Cli.Compat.Programs;

/// <summary>
/// <c>cli/registry_cli_wrapper.py</c>: pairs of a resource and an action. Each is a command of <see cref="RegistryManagement"/> under
/// another name; what is an option there is an operand here in some places, and the answer is printed as JSON.
/// </summary>
internal static class RegistryWrapper
{
    private const int AllServers = 1000;

    public static CompatProgram Program { get; } = new(
        "registry_cli_wrapper",
        "Manage a registry, by resource and action",
        BaseUrlConnection.Parameters,
        [
            Operand("service add", "register", "--config"),
            Operand("service delete", "remove", "--path"),
            Servers("service list"),
            Servers("service monitor"),
            Same("group create", "create-group"),
            Unasked("group delete", "delete-group"),
            Same("group list", "list-groups"),
            Same("user create-m2m", "user-create-m2m"),
            Same("user create-human", "user-create-human"),
            Unasked("user delete", "user-delete"),
            Same("user list", "user-list"),
            Same("anthropic list", "anthropic-list"),
            Operand("anthropic get", "anthropic-get", "--server-name"),
            Same("agent list", "agent-list"),
            Operand("agent get", "agent-get", "--path"),
            Operand("agent search", "agent-list", "--query"),
        ],
        BaseUrlConnection.With("Authorization"));

    private static Verb Find(string name) => RegistryManagement.Program.Verbs.Single(verb => verb.Name == name);

    /// <summary>Both are the list of Anthropic's API.</summary>
    private static Verb Servers(string name) => new(name, "List servers", [], async (call, stop) =>
        call.Json(await call.Api.GetAsync(AnthropicVerbs.List(AllServers), stop)));

    private static Verb Same(string name, string original)
    {
        var verb = Find(original);
        return verb with { Name = name, Run = (call, stop) => RunAsync(verb, call.With(null, isUnasked: false), stop) };
    }

    /// <summary>This script deletes without asking. It does not thereby delete what the registry protects.</summary>
    private static Verb Unasked(string name, string original)
    {
        var verb = Find(original);
        return verb with { Name = name, Run = (call, stop) => RunAsync(verb, call.With(null, isUnasked: true), stop) };
    }

    private static Verb Operand(string name, string original, string option)
    {
        var verb = Find(original);
        return verb with
        {
            Name = name,
            Parameters = [Parameter.Operand(Call.Operand, "Value of " + option), .. verb.Parameters.Where(one => one.Name != option)],
            Run = (call, stop) => RunAsync(verb, call.With(option, isUnasked: true), stop),
        };
    }

    /// <summary>Does the same, and prints the answer whole instead of lines about it.</summary>
    private static async Task<int> RunAsync(Verb verb, Call call, CancellationToken cancellationToken)
    {
        var exitCode = await verb.Run(call.Silent(), cancellationToken);
        return exitCode == Call.Success && call.Api.LastAnswer is { } answer ? call.Json(answer) : exitCode;
    }
}
