using McpGateway.Access.Scopes;

namespace McpGateway.IntegrationTests.Registry;

/// <summary>Scopes of the tests. A caller is named by the scopes it holds.</summary>
internal static class TestScopes
{
    /// <summary>Administrator: every permission, every server, every tool.</summary>
    public const string Admin = "registry-admins";

    /// <summary>May list and use <c>currenttime</c>, and call its tool <c>get_time</c> only.</summary>
    public const string User = "lob1";

    /// <summary>May use <c>currenttime</c>, but holds no registry permission at all.</summary>
    public const string UseOnly = "use-only";

    /// <summary>Holds every registry permission on <c>currenttime</c> and may use it.</summary>
    public const string Operator = "operator";

    /// <summary>Holds every registry permission on every server, but may use none.</summary>
    public const string NoAccess = "no-access";

    /// <summary>May register at <c>/mine</c> and modify what is there.</summary>
    public const string Owner = "owner";

    public const string Anonymous = "";

    private static readonly string[] Actions = [
        "list_service", "register_service", "modify_service", "toggle_service", "health_check_service"];

    public static IReadOnlyList<ScopeRecord> All { get; } =
    [
        new() { Name = Admin, Rules = [new("*", ["all"], ["all"])], UiPermissions = On("all") },
        new()
        {
            Name = User,
            Rules = [new("currenttime", ["initialize", "tools/list"], ["get_time"])],
            UiPermissions = new Dictionary<string, IReadOnlyList<string>> { ["list_service"] = ["currenttime"] },
        },
        new() { Name = UseOnly, Rules = [new("currenttime", ["initialize"], ["get_time"])] },
        new() { Name = Operator, Rules = [new("currenttime", ["all"], ["all"])], UiPermissions = On("Current Time") },
        new() { Name = NoAccess, UiPermissions = On("all") },
        new() { Name = Owner, Rules = [new("mine", ["all"], ["all"])], UiPermissions = On("/mine") },
    ];

    private static Dictionary<string, IReadOnlyList<string>> On(string resource) =>
        Actions.ToDictionary(action => action, IReadOnlyList<string> (_) => [resource], StringComparer.Ordinal);
}
