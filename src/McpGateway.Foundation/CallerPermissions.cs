namespace McpGateway.Foundation;

/// <summary>The caller's registry permissions. Immutable; made by the access policy, see <c>Core/Access</c>.</summary>
public sealed record CallerPermissions
{
    public static readonly CallerPermissions None = new()
    {
        UiPermissions = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal),
        AccessibleServers = [],
    };

    public bool IsAdmin { get; init; }

    public bool CanModifyServers { get; init; }

    /// <summary>Registry action (<c>list_service</c>, <c>toggle_service</c>, …) → resources, where <c>all</c> means every one.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyList<string>> UiPermissions { get; init; }

    /// <summary>Every server named by a rule of the caller's scopes, <c>*</c> included.</summary>
    public required IReadOnlyList<string> AccessibleServers { get; init; }

    public IReadOnlyList<string> AccessibleServices => Collapse(ServerPermissions.List);

    public IReadOnlyList<string> AccessibleAgents => Collapse(AgentPermissions.List);

    /// <summary>Whether the caller holds <paramref name="action"/> for any resource at all.</summary>
    public bool MayAny(string action) => IsAdmin || (UiPermissions.TryGetValue(action, out var resources) && resources.Count > 0);

    /// <summary>
    /// Whether the caller may do <paramref name="action"/> to a resource known by any of <paramref name="names"/> (path, technical name,
    /// display name).
    /// </summary>
    public bool May(string action, params ReadOnlySpan<string> names)
    {
        if (IsAdmin)
        {
            return true;
        }

        if (!UiPermissions.TryGetValue(action, out var resources))
        {
            return false;
        }

        foreach (var resource in resources)
        {
            if (resource == "all" || names.Contains(resource))
            {
                return true;
            }
        }

        return false;
    }

    private IReadOnlyList<string> Collapse(string action) =>
        UiPermissions.TryGetValue(action, out var resources) ? (resources.Contains("all") ? ["all"] : resources) : [];
}
