using System.Text.Json;
using System.Text.Json.Nodes;
using McpGateway.Core.Egress.Providers;
using McpGateway.Core.Egress.Storage;
using McpGateway.Foundation;
using McpGateway.Foundation.Http;

namespace McpGateway.Core.Egress.Settings;

/// <summary>Egress settings for pages: the operations of the API, with the same rules and the same refusals.</summary>
public sealed class ServerEgress
{
    private readonly SettingsOperations _operations;
    private readonly PublicOrigin _origin;

    internal ServerEgress(SettingsOperations operations, PublicOrigin origin) => (_operations, _origin) = (operations, origin);

    /// <summary>The address that has to be registered at providers.</summary>
    /// <param name="here">The gateway's address as this browser sees it, for where no public one is configured.</param>
    public string RedirectUri(Uri here) => _origin.Of(here) + ClientMetadata.CallbackPath;

    /// <summary>The settings; mode <c>none</c> when nothing was stated.</summary>
    public async Task<Result<EgressView>> FindAsync(Caller caller, string path, CancellationToken cancellationToken)
    {
        var found = await _operations.FindAsync(caller, path, cancellationToken);
        return !found.IsSuccess ? found.Error
            : found.Value.Settings is { } settings ? EgressView.Of(
                settings, settings.IsActive && !new EgressServer(found.Value.Server.Key, settings).Covers(found.Value.Server))
            : new EgressView { Mode = EgressMode.None, Provider = EgressChoices.Upstream };
    }

    /// <param name="clientSecret">Null keeps what is stored, empty removes it.</param>
    public async Task<Result<EgressView>> SaveAsync(
        Caller caller, string path, EgressView settings, string? clientSecret, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var draft = EgressRegistration.Read(JsonElement.Parse(Body(settings, clientSecret).ToJsonString()));
        if (!draft.IsSuccess)
        {
            return draft.Error;
        }

        var stored = await _operations.PutAsync(caller, path, draft.Value, cancellationToken);
        return stored.IsSuccess ? EgressView.Of(stored.Value.Settings, isOutdated: false) : stored.Error;
    }

    /// <summary>Removes the settings and every account connected under them.</summary>
    public Task<Result<string>> RemoveAsync(Caller caller, string path, CancellationToken cancellationToken) =>
        _operations.RemoveAsync(caller, path, cancellationToken);

    private static JsonObject Body(EgressView settings, string? clientSecret)
    {
        var body = EgressResponseMapper.Fields(settings);
        if (clientSecret is not null)
        {
            body["client_secret"] = clientSecret;
        }

        return body;
    }
}
