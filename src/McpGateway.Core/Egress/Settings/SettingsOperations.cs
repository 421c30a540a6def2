using McpGateway.Core.Egress.Injection;
using McpGateway.Core.Egress.Providers;
using McpGateway.Core.Egress.Storage;
using McpGateway.Core.Registry.Servers;
using McpGateway.Foundation;
using McpGateway.Foundation.Documents;

namespace McpGateway.Core.Egress.Settings;

/// <summary>What operators do with the settings of a server or an agent. Needs the right to modify it.</summary>
internal sealed partial class SettingsOperations(
    EgressTargets targets, EgressRepository repository, EgressValidator rules, EgressDirectory directory, ClientTokens own,
    DocumentStore documents, TimeProvider time, ILogger<SettingsOperations> logger)
{
    public async Task<Result<(
        string Server, EgressSettingsRecord Settings)>> GetAsync(Caller caller, string path, CancellationToken cancellationToken)
    {
        var found = await FindAsync(caller, path, cancellationToken);
        return !found.IsSuccess ? found.Error
            : found.Value.Settings is { } settings ? (found.Value.Server.Key, settings)
            : new Error(ErrorKind.NotFound, "No egress settings for this server");
    }

    /// <summary>The same, but a server without settings is no refusal.</summary>
    public async Task<Result<(
        EgressTarget Server, EgressSettingsRecord? Settings)>> FindAsync(Caller caller, string path, CancellationToken cancellationToken)
    {
        var server = await targets.FindToModifyAsync(caller, path, cancellationToken);
        return server.IsSuccess
            ? (server.Value, (await repository.FindSettingsAsync(server.Value.Key, cancellationToken))?.Value)
            : server.Error;
    }

    public async Task<Result<(string Server, EgressSettingsRecord Settings)>> PutAsync(
        Caller caller, string path, EgressRegistration draft, CancellationToken cancellationToken)
    {
        var outcome = await OptimisticCommit.RunAsync(documents, token => PlanAsync(caller, path, draft, token), cancellationToken);
        if (outcome.IsSuccess)
        {
            var user = LogText.Clean(caller.UserName);
            LogChanged(outcome.Value.Server, outcome.Value.Settings.Mode, user);
            if (directory.Find(outcome.Value.Server) is { Settings.Mode: EgressMode.ClientCredentials } egress)
            {
                own.Discover(egress);
            }
        }

        return outcome;
    }

    /// <summary>Removes the settings with every connected account: whatever is configured later must not inherit them.</summary>
    public async Task<Result<string>> RemoveAsync(Caller caller, string path, CancellationToken cancellationToken)
    {
        var server = await targets.FindToModifyAsync(caller, path, cancellationToken);
        if (!server.IsSuccess)
        {
            return server.Error;
        }

        var key = server.Value.Key;
        if (await repository.FindSettingsAsync(key, cancellationToken) is null)
        {
            return new Error(ErrorKind.NotFound, "No egress settings for this server");
        }

        var batch = new DocumentBatch();
        await repository.AddRemovalAsync(key, batch, cancellationToken);
        var committed = await documents.CommitAsync(batch, cancellationToken);
        if (!committed.IsSuccess)
        {
            return committed.Error;
        }

        var user = LogText.Clean(caller.UserName);
        LogChanged(key, EgressMode.None, user);
        return key;
    }

    private async Task<Result<PendingWrite<(string Server, EgressSettingsRecord Settings)>>> PlanAsync(
        Caller caller, string path, EgressRegistration draft, CancellationToken cancellationToken)
    {
        var server = await targets.FindToModifyAsync(caller, path, cancellationToken);
        if (!server.IsSuccess)
        {
            return server.Error;
        }

        var stored = await repository.FindSettingsAsync(server.Value.Key, cancellationToken);
        var stated = Stated(draft, server.Value, caller);
        var keeps = !draft.States("client_secret") || draft["client_secret"] == HeaderValidator.Mask;
        var problems = rules.ProblemsOf(stated, server.Value).ToList();
        if (keeps && stored?.Value.ClientSecret is { } secret)
        {
            if (EgressValidator.MayKeepSecret(stored.Value, stated))
            {
                stated = stated with { ClientSecret = secret };
            }
            else
            {
                problems.Add(new("client_secret", "was stored for another client or another place: state it again, or null to remove it"));
            }
        }

        if (problems.Count > 0)
        {
            return Error.OfFields([.. problems.Select(problem => problem with { Input = draft[problem.Field] })]);
        }

        var batch = new DocumentBatch().Put(EgressRepository.Settings, server.Value.Key, stated, stored?.Version ?? DocumentBatch.Absent);
        if (stated.ClientId is not null)
        {
            // Stating the client confirms whatever authorization server the server names now.
            batch.Delete(EgressRepository.Clients, server.Value.Key, null);
        }

        return new PendingWrite<(string, EgressSettingsRecord)>(batch, (server.Value.Key, stated));
    }

    private EgressSettingsRecord Stated(EgressRegistration draft, EgressTarget target, Caller caller) => new()
    {
        Mode = draft["mode"] ?? "",
        Provider = draft["provider"] ?? (draft["token_endpoint"] is null ? ProviderPreset.Upstream : ProviderPreset.Custom),
        Tenant = draft["tenant"],
        Issuer = draft["issuer"],
        AuthorizationEndpoint = draft["authorization_endpoint"],
        TokenEndpoint = draft["token_endpoint"],
        RevocationEndpoint = draft["revocation_endpoint"],
        ClientId = draft["client_id"],
        ClientSecret = draft["client_secret"] is { } secret and not HeaderValidator.Mask ? secret : null,
        ClientAuthentication = draft["client_authentication"],
        Scopes = draft.Scopes,
        Resource = draft["resource"],
        Audience = draft["audience"],
        Origins = target.Origins,
        UpdatedAt = time.GetUtcNow(),
        UpdatedBy = caller.UserName,
    };

    [LoggerMessage(EventId = 12009, Level = LogLevel.Information, Message = "Egress credentials of {Server} set to {Mode} by {User}.")]
    private partial void LogChanged(string server, string mode, string user);
}
