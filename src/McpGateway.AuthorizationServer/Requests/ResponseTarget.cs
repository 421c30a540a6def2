using McpGateway.Foundation;

namespace McpGateway.AuthorizationServer.Requests;

/// <summary>Where an authorization response goes. Every one names the issuer (RFC 9207), so that a client knows whom it is from.</summary>
internal sealed record ResponseTarget(string RedirectUri, string? State, string Issuer)
{
    public static ResponseTarget Of(AuthorizationRequest request) => new(request.RedirectUri, request.State, request.Issuer);

    public string WithCode(string code) =>
        Identity.Clients.RedirectUri.With(RedirectUri, [new("code", code), new("state", State), new("iss", Issuer)]);

    public string WithError(Error error) => Identity.Clients.RedirectUri.With(
        RedirectUri,
        [new("error", error.Code ?? "invalid_request"), new("error_description", error.Detail), new("state", State), new("iss", Issuer)]);

    /// <summary>The client only: the state is no business of a log.</summary>
    public override string ToString() => Identity.Clients.RedirectUri.Place(RedirectUri);
}
