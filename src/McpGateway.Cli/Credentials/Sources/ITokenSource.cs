using System.Text.Json.Nodes;

namespace McpGateway.Cli.Credentials.Sources;

/// <summary>Which family a token belongs to; the commands are limited to one of them by an option each.</summary>
internal enum TokenKind
{
    /// <summary>Lets the user in at the gateway.</summary>
    Ingress,

    /// <summary>Lets an agent with a client of its own in at the gateway.</summary>
    Agent,

    /// <summary>Lets the user in at a server behind the gateway.</summary>
    Egress,

    /// <summary>The same at an Amazon Bedrock AgentCore gateway.</summary>
    AgentCore,
}

/// <summary>A token file, and how its next content is had.</summary>
internal interface ITokenSource
{
    TokenKind Kind { get; }

    /// <summary>As settings name it: <c>keycloak</c>, <c>atlassian</c>, …</summary>
    string Provider { get; }

    /// <summary>Name of the file in the token directory.</summary>
    string FileName { get; }

    /// <summary>Whether the next token is had without anybody at a browser, given what is in the file now.</summary>
    bool IsUnattended(JsonObject? current);

    /// <summary>Fetches the next token.</summary>
    /// <param name="current">What is in the file; null when there is none.</param>
    /// <param name="isAttended">Whether the user may be sent to a browser.</param>
    /// <exception cref="McpGateway.Cli.OAuth.OAuthFailure">The provider gives none.</exception>
    Task<JsonObject> FetchAsync(JsonObject? current, bool isAttended, CancellationToken cancellationToken);

    /// <summary>
    /// Adds what can only be found out with the token. Called when it has been kept: what is asked here may take its time, and may fail.
    /// </summary>
    /// <returns>Null when there is nothing to add.</returns>
    Task<JsonObject?> CompleteAsync(JsonObject token, CancellationToken cancellationToken) => Task.FromResult<JsonObject?>(null);
}
