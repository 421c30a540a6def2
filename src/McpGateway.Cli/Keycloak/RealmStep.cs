namespace McpGateway.Cli.Keycloak;

/// <summary>What became of one part of a realm.</summary>
internal enum RealmChange
{
    Exists,
    Created,
    Changed,
    WouldCreate,
    WouldChange,

    /// <summary>Not a change: something that is told once.</summary>
    Told,
}

/// <summary>One part of a realm, and what became of it.</summary>
/// <param name="Kind">Such as <c>group</c>.</param>
/// <param name="Name">Its name.</param>
/// <param name="Change">What became of it.</param>
/// <param name="Value">What is told with it; null for nothing.</param>
internal sealed record RealmStep(string Kind, string Name, RealmChange Change, string? Value = null)
{
    /// <summary>As the commands say it, in words and in JSON.</summary>
    public string ChangeText => Change switch
    {
        RealmChange.Exists => "exists",
        RealmChange.Created => "created",
        RealmChange.Changed => "changed",
        RealmChange.WouldCreate => "would be created",
        RealmChange.WouldChange => "would be changed",
        RealmChange.Told => Value ?? "",
    };
}
