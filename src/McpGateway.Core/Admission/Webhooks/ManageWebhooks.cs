using System.Security.Cryptography;
using System.Text.Json.Nodes;
using McpGateway.Core.Registry.Admission;
using McpGateway.Foundation;
using McpGateway.Foundation.Documents;
using McpGateway.Foundation.Http.Outbound;
using Microsoft.Extensions.Options;

namespace McpGateway.Core.Admission.Webhooks;

/// <summary>What administrators do with webhooks.</summary>
public sealed partial class ManageWebhooks
{
    internal static readonly Error AdminsOnly = new(ErrorKind.Forbidden, "Only administrators can manage webhooks");

    private const int MaxWebhooks = 100;

    private readonly WebhookRepository _repository;
    private readonly WebhookQueue _queue;
    private readonly DocumentStore _documents;
    private readonly IOutboundDialer _dialer;
    private readonly WebhookOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<ManageWebhooks> _logger;

    internal ManageWebhooks(
        WebhookRepository repository, WebhookQueue queue, DocumentStore documents, IOutboundDialer dialer, IOptions<WebhookOptions> options,
        TimeProvider time, ILogger<ManageWebhooks> logger) =>
        (_repository, _queue, _documents, _dialer, _options, _time, _logger) =
            (repository, queue, documents, dialer, options.Value, time, logger);

    public async Task<Result<IReadOnlyList<WebhookRecord>>> ListAsync(Caller caller, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        return caller.Permissions.IsAdmin
            ? (WebhookRecord[])[.. (await _repository.ListAsync(cancellationToken)).Select(static webhook => webhook.Value)]
            : AdminsOnly;
    }

    /// <summary>All that hear anything: the one that the environment configures, too.</summary>
    public async Task<Result<IReadOnlyList<WebhookRecord>>> ListAllAsync(Caller caller, CancellationToken cancellationToken)
    {
        var made = await ListAsync(caller, cancellationToken);
        return made.IsSuccess && _queue.OfEnvironment() is { } configured ? (WebhookRecord[])[configured, .. made.Value] : made;
    }

    public async Task<Result<WebhookRecord>> CreateAsync(Caller caller, WebhookDraft draft, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(draft);
        if (Refusal(caller, draft) is { } refusal)
        {
            return refusal;
        }

        if ((await _repository.ListAsync(cancellationToken)).Count >= MaxWebhooks)
        {
            return new Error(ErrorKind.Conflict, $"There are {MaxWebhooks} webhooks already: remove one first");
        }

        var webhook = new WebhookRecord
        {
            Id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8)),
            Name = draft.Name,
            Url = draft.Url,
            Events = draft.Events,
            Secret = draft.Secret ?? Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32)),
            AuthHeader = draft.AuthHeader,
            AuthValue = draft.AuthValue,
            IsEnabled = draft.IsEnabled,
            CreatedBy = caller.UserName,
            CreatedAt = _time.GetUtcNow(),
        };
        var stored = await _documents.CommitAsync(
            new DocumentBatch().Put(WebhookRepository.Webhooks, webhook.Id, webhook, DocumentBatch.Absent), cancellationToken);
        var user = LogText.Clean(caller.UserName);
        LogChanged(webhook.Id, "made", user);
        return stored.IsSuccess ? webhook : stored.Error;
    }

    /// <summary>Replaces what is stated. A secret and a header's value that are left out stay.</summary>
    public async Task<Result<WebhookRecord>> UpdateAsync(
        Caller caller, string id, WebhookDraft draft, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(draft);
        if (Refusal(caller, draft) is { } refusal)
        {
            return refusal;
        }

        var outcome = await OptimisticCommit.RunAsync<WebhookRecord>(
            _documents,
            async token =>
            {
                if (await _repository.FindAsync(id, token) is not { } stored)
                {
                    return NotFound(id);
                }

                // A credential does not follow to another address unless it is stated anew.
                var stays = stored.Value.Url == draft.Url;
                var next = stored.Value with
                {
                    Name = draft.Name,
                    Url = draft.Url,
                    Events = draft.Events,
                    Secret = draft.Secret ?? stored.Value.Secret,
                    AuthHeader = draft.AuthHeader,
                    AuthValue = draft.AuthHeader is null ? null : draft.AuthValue ?? (stays ? stored.Value.AuthValue : null),
                    IsEnabled = draft.IsEnabled,
                };
                return new PendingWrite<WebhookRecord>(
                    new DocumentBatch().Put(WebhookRepository.Webhooks, id, next, stored.Version), next);
            },
            cancellationToken);
        if (outcome.IsSuccess)
        {
            var user = LogText.Clean(caller.UserName);
            LogChanged(id, "changed", user);
        }

        return outcome;
    }

    public async Task<Result<WebhookRecord>> RemoveAsync(Caller caller, string id, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        if (!caller.Permissions.IsAdmin)
        {
            return AdminsOnly;
        }

        if (await _repository.FindAsync(id, cancellationToken) is not { } stored)
        {
            return NotFound(id);
        }

        var batch = new DocumentBatch()
            .Delete(WebhookRepository.Webhooks, id, null)
            .Delete(WebhookRepository.Deliveries, id, null);
        var removed = await _documents.CommitAsync(batch, cancellationToken);
        var user = LogText.Clean(caller.UserName);
        LogChanged(id, "removed", user);
        return removed.IsSuccess ? stored.Value : removed.Error;
    }

    /// <summary>The last deliveries, the newest first; also of the webhook that the environment configures.</summary>
    public async Task<Result<IReadOnlyList<WebhookDelivery>>> DeliveriesAsync(
        Caller caller, string id, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        if (!caller.Permissions.IsAdmin)
        {
            return AdminsOnly;
        }

        return id != WebhookQueue.Configured && await _repository.FindAsync(id, cancellationToken) is null
            ? NotFound(id)
            : (WebhookDelivery[])[.. await _repository.DeliveriesOfAsync(id, cancellationToken)];
    }

    /// <summary>Sends something to the webhook, so that its receiver can be tried.</summary>
    public async Task<Result<WebhookRecord>> TestAsync(Caller caller, string id, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        if (!caller.Permissions.IsAdmin)
        {
            return AdminsOnly;
        }

        var found = id == WebhookQueue.Configured ? _queue.OfEnvironment() : (await _repository.FindAsync(id, cancellationToken))?.Value;
        if (found is not { } webhook)
        {
            return NotFound(id);
        }

        const string Path = "/test";
        _queue.Send(
            webhook, new("test", RegistryHooks.Server, caller.UserName, Path) { Card = _ => Task.FromResult<JsonObject>(new()) },
            new JsonObject { ["path"] = Path });
        return webhook;
    }

    private static Error NotFound(string id) => new(ErrorKind.NotFound, $"There is no webhook '{id}'");

    private Error? Refusal(Caller caller, WebhookDraft draft)
    {
        if (!caller.Permissions.IsAdmin)
        {
            return AdminsOnly;
        }

        var problems = WebhookDraft.ProblemsOf(draft).ToList();
        if (problems.Count == 0 && _dialer.Problem(new Uri(draft.Url), _options.AllowPrivateAddresses) is { } problem)
        {
            problems.Add(new("url", problem));
        }

        return problems.Count == 0 ? null : Error.OfFields(problems);
    }

    [LoggerMessage(EventId = 17073, Level = LogLevel.Information, Message = "Webhook {Webhook} {What} by {User}.")]
    private partial void LogChanged(string webhook, string what, string user);
}
