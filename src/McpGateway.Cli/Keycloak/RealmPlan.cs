namespace McpGateway.Cli.Keycloak;

/// <summary>What a realm is to have for the gateway.</summary>
internal sealed record RealmPlan
{
    public const string WebClient = "mcp-gateway-web";
    public const string MachineClient = "mcp-gateway-m2m";

    public required string Realm { get; init; }

    public IReadOnlyList<string> Groups { get; init; } = [];

    public IReadOnlyList<string> Scopes { get; init; } = [];

    public IReadOnlyList<PlannedClient> Clients { get; init; } = [];

    public IReadOnlyList<PlannedUser> Users { get; init; } = [];

    /// <summary>What the gateway works with: sign-in, machines, the groups and scopes of its access policy, two people.</summary>
    /// <param name="realm">Its name.</param>
    /// <param name="gateway">Where browsers find the gateway.</param>
    /// <param name="authServer">Where they come back to; the gateway unless it is served elsewhere.</param>
    /// <param name="passwords">Of the two people.</param>
    public static RealmPlan ForGateway(string realm, Uri gateway, Uri authServer, InitialPasswords passwords) => new()
    {
        Realm = realm,
        Groups =
        [
            "mcp-registry-admin", "mcp-registry-user", "mcp-registry-developer", "mcp-registry-operator", "mcp-servers-unrestricted",
            "mcp-servers-restricted", "a2a-agent-admin", "a2a-agent-publisher", "a2a-agent-user", "registry-admins",
        ],
        Scopes =
        [
            "mcp-servers-unrestricted/read", "mcp-servers-unrestricted/execute", "mcp-servers-restricted/read",
            "mcp-servers-restricted/execute",
        ],
        Clients =
        [
            new(WebClient, "Sign-in to the MCP gateway")
            {
                RedirectUris = [$"{Root(authServer)}/oauth2/callback/keycloak", $"{Root(gateway)}/*"],
                PostLogoutUri = $"{Root(gateway)}/login",
                WebOrigin = Root(gateway),
            },
            new(MachineClient, "Machines at the MCP gateway") { ServiceAccountGroups = ["mcp-servers-unrestricted", "a2a-agent-admin"] },
        ],
        Users =
        [
            new("admin", "admin@example.com", "Admin", "User", passwords.Administrator,
                ["mcp-registry-admin", "mcp-servers-unrestricted", "registry-admins"]),
            new("testuser", "testuser@example.com", "Test", "User", passwords.User, ["mcp-registry-user", "mcp-servers-restricted"]),
        ],
    };

    /// <summary>A client of its own for an agent, whose service account is in a group.</summary>
    public static RealmPlan ForAgent(string realm, string agent, string group, bool createsGroup) => new()
    {
        Realm = realm,
        Groups = createsGroup ? [group] : [],
        Clients = [new($"agent-{agent}-m2m", $"Agent {agent}") { ServiceAccountGroups = [group] }],
    };

    private static string Root(Uri address) => address.AbsoluteUri.TrimEnd('/');
}

/// <summary>A confidential client: one that people sign in by, or one with a service account of its own.</summary>
internal sealed record PlannedClient(string Id, string Description)
{
    public IReadOnlyList<string> RedirectUris { get; init; } = [];

    public string? PostLogoutUri { get; init; }

    public string? WebOrigin { get; init; }

    /// <summary>Groups of its service account; null for a client without one.</summary>
    public IReadOnlyList<string>? ServiceAccountGroups { get; init; }
}

/// <summary>A person.</summary>
internal sealed record PlannedUser(
    string Name, string Email, string FirstName, string LastName, InitialPassword Password, IReadOnlyList<string> Groups);

/// <summary>A first password.</summary>
/// <param name="Value">The password.</param>
/// <param name="IsGenerated">Whether nobody chose it: it is told once, and has to be changed at the first sign-in.</param>
internal sealed record InitialPassword(string Value, bool IsGenerated);

/// <summary>The first passwords of a realm's two people.</summary>
internal sealed record InitialPasswords(InitialPassword Administrator, InitialPassword User);
