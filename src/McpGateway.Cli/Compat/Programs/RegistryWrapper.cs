using McpGateway.Cli.Compat.Support;

namespace McpGateway.Cli.Compat.Programs;

/// <summary>
/// <c>cli/registry_cli_wrapper.py</c>: pairs of a resource and an action. Each is a command of <see cref="RegistryManagement"/> under
/// another name; what is an option there is an operand here in some places.
/// </summary>
internal static class RegistryWrapper
{
    public static CompatProgram Program { get; } = new(
        "registry_cli_wrapper",
        "Manage a registry, by resource and action",
        BaseUrlConnection.Parameters,
        [
            Operand("service add", "register", "--config"),
            Operand("service delete", "remove", "--path"),
            Same("service list", "list"),
            Same("service monitor", "healthcheck"),
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
            Operand("agent search", "agent-search", "--query"),
        ],
        BaseUrlConnection.With("Authorization"));

    private static Verb Find(string name) => RegistryManagement.Program.Verbs.Single(verb => verb.Name == name);

    private static Verb Same(string name, string original) => Find(original) with { Name = name };

    /// <summary>This script deletes without asking. It does not thereby delete what the registry protects.</summary>
    private static Verb Unasked(string name, string original)
    {
        var verb = Find(original);
        return verb with { Name = name, Run = (call, stop) => verb.Run(call.With(null, isUnasked: true), stop) };
    }

    private static Verb Operand(string name, string original, string option)
    {
        var verb = Find(original);
        return verb with
        {
            Name = name,
            Parameters = [Parameter.Operand(Call.Operand, "Value of " + option), .. verb.Parameters.Where(one => one.Name != option)],
            Run = (call, stop) => verb.Run(call.With(option, isUnasked: true), stop),
        };
    }
}
