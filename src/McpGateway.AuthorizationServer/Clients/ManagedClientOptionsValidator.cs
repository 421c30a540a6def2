using McpGateway.Foundation.Settings;
using McpGateway.Identity.Clients;
using Microsoft.Extensions.Options;

namespace McpGateway.AuthorizationServer.Clients;

/// <summary>
/// Checks the stated clients at start, their redirect URIs by the rules of this server. Messages name the key and never repeat a secret.
/// </summary>
internal sealed class ManagedClientOptionsValidator(IOptions<OAuthOptions> oauth) : IValidateOptions<ManagedClientOptions>
{
    private const int MinSecretLength = 32;

    public ValidateOptionsResult Validate(string? name, ManagedClientOptions options)
    {
        var problems = new ValidateOptionsResultBuilder();
        var ids = new HashSet<string>(StringComparer.Ordinal);
        for (var index = 0; index < options.Clients.Count; index++)
        {
            var client = options.Clients[index];
            var key = $"OAuth:Clients:{index}";
            problems.Require(
                client.ClientId.Length is > 0 and <= 200
                    && client.ClientId.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.' or '_' or '~')
                    && ids.Add(client.ClientId),
                key + ":ClientId",
                "must have 1 to 200 letters, digits and '-._~', and be used once.");
            problems.Require(
                client.ClientSecret is null or { Length: >= MinSecretLength },
                key + ":ClientSecret",
                $"must have at least {MinSecretLength} characters.");
            problems.Require(
                client.Groups.Count == 0 || client.ClientSecret is not null,
                key + ":Groups",
                $"let the client act for itself, which needs {key}:ClientSecret.");
            problems.Require(
                client.Groups.Count > 0 || client.RedirectUris.Count > 0, key, "needs RedirectUris, or Groups and ClientSecret.");
            foreach (var uri in client.RedirectUris)
            {
                var problem = RedirectUri.ProblemOf(uri, oauth.Value.RedirectSchemes);
                problems.Require(problem is null, key + ":RedirectUris", $"has an entry that cannot be used: {problem}");
            }
        }

        return problems.Build();
    }
}
