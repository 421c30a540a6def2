using McpGateway.Foundation;
using McpGateway.Identity.Clients;

namespace McpGateway.AuthorizationServer.Pages;

/// <summary>What a consent page shows.</summary>
public sealed record ConsentView
{
    /// <summary>As whom the client would act.</summary>
    public required Caller User { get; init; }

    public required string ClientId { get; init; }

    public required string ClientName { get; init; }

    /// <summary>How the client came to be known, which says what its name is worth.</summary>
    public required ClientSource Source { get; init; }

    /// <summary>Null for a device.</summary>
    public string? RedirectUri { get; init; }

    public required IReadOnlyList<ConsentRight> Rights { get; init; }

    public required IReadOnlyList<string> Resources { get; init; }

    public required string Issuer { get; init; }

    public required string Ticket { get; init; }

    /// <summary>Where the form goes.</summary>
    public required string Action { get; init; }

    /// <summary>Where this page is found again after somebody else has signed in.</summary>
    public required string Here { get; init; }

    /// <summary>The client only: the ticket is a credential.</summary>
    public override string ToString() => ClientId;
}

/// <summary>A scope that would be granted, and what the access policy says it is for.</summary>
public sealed record ConsentRight(string Scope, string Description);
