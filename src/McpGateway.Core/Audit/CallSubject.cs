using McpGateway.Foundation.Records;

namespace McpGateway.Core.Audit;

/// <summary>Whose or what's calls are counted. Nothing stated is everything; at most one of server, user and client is.</summary>
public sealed record CallSubject
{
    public static readonly CallSubject Everything = new();

    /// <summary>Path of the server, without slashes at its ends.</summary>
    public string? Server { get; init; }

    /// <summary>Tool, resource or prompt of <see cref="Server"/>.</summary>
    public string? Tool { get; init; }

    public string? User { get; init; }

    /// <summary>Id of an OAuth client.</summary>
    public string? Client { get; init; }

    public bool IsEverything => this is { Server: null, User: null, Client: null };

    internal SeriesDimension Dimension => this switch
    {
        { Server: not null, Tool: not null } => SeriesDimension.Tool,
        { Server: not null } => SeriesDimension.Server,
        { User: not null } => SeriesDimension.User,
        { Client: not null } => SeriesDimension.Client,
        _ => SeriesDimension.Total,
    };

    internal string? Key => this switch
    {
        { Server: { } server, Tool: { } tool } => $"{server} {tool}",
        { Server: { } server } => server,
        { User: { } user } => user,
        { Client: { } client } => client,
        _ => null,
    };
}

/// <summary>What calls can be split by.</summary>
public enum CallSplit
{
    Server,
    Tool,
    User,
    Client,
}
