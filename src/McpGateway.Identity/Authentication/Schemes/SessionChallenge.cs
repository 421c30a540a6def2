namespace McpGateway.Identity.Authentication.Schemes;

/// <summary>Endpoint metadata: how a browser without a session is answered, where that is not the JSON of the REST surface.</summary>
/// <param name="SendsToSignIn">
/// For pages: to <c>/login</c>, and back here afterwards. Otherwise a bare 401, for what scripts of pages ask for.
/// </param>
public sealed record SessionChallenge(bool SendsToSignIn);
