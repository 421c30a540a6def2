using System.Text.Json.Serialization;

namespace McpGateway.Identity.Entra.Graph;

/// <summary>A page of a list.</summary>
internal sealed record GraphPage<T>
{
    public required IReadOnlyList<T> Value { get; init; }

    [JsonPropertyName("@odata.nextLink")]
    public string? NextLink { get; init; }
}

/// <summary>A person.</summary>
internal sealed record GraphUser
{
    public const string Fields = "id,userPrincipalName,mail,givenName,surname,accountEnabled";

    public required string Id { get; init; }

    public string? UserPrincipalName { get; init; }

    public string? Mail { get; init; }

    public string? GivenName { get; init; }

    public string? Surname { get; init; }

    public bool? AccountEnabled { get; init; }
}

internal sealed record GraphGroup
{
    public const string Fields = "id,displayName,description";

    public required string Id { get; init; }

    public string? DisplayName { get; init; }

    public string? Description { get; init; }
}

/// <summary>Whatever somebody can be a member of.</summary>
internal sealed record GraphObject
{
    public required string Id { get; init; }

    [JsonPropertyName("@odata.type")]
    public string? Type { get; init; }

    public string? DisplayName { get; init; }

    /// <summary>Directory roles and administrative units are listed among the groups.</summary>
    [JsonIgnore]
    public bool IsGroup => Type == "#microsoft.graph.group";
}

/// <summary>An application's registration. What acts is its service principal.</summary>
internal sealed record GraphApplication
{
    public required string Id { get; init; }

    public required string AppId { get; init; }
}

internal sealed record GraphPrincipal
{
    public const string Fields = "id,appId,displayName,accountEnabled,tags";

    public required string Id { get; init; }

    public required string AppId { get; init; }

    public string? DisplayName { get; init; }

    public bool? AccountEnabled { get; init; }

    public IReadOnlyList<string> Tags { get; init; } = [];
}

/// <summary>A client secret, told once.</summary>
internal sealed record GraphSecret
{
    public string? SecretText { get; init; }

    /// <summary>No member: the only one is the secret.</summary>
    public override string ToString() => nameof(GraphSecret);
}
