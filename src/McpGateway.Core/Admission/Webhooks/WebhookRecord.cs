using System.Text.Json.Serialization;
using McpGateway.Foundation.Documents;

namespace McpGateway.Core.Admission.Webhooks;

/// <summary>An address that hears events of the registry (kind <c>webhooks</c>, sealed, key = id).</summary>
public sealed record WebhookRecord
{
    public required string Id { get; init; }

    public required string Name { get; init; }

    public required string Url { get; init; }

    /// <summary>Which events it hears.</summary>
    public required IReadOnlyList<string> Events { get; init; }

    /// <summary>The key of the signatures; null for none.</summary>
    public string? Secret { get; init; }

    /// <summary>A header that is sent with each delivery; null for none.</summary>
    public string? AuthHeader { get; init; }

    public string? AuthValue { get; init; }

    public bool IsEnabled { get; init; } = true;

    public required string CreatedBy { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Without what is secret.</summary>
    public override string ToString() => $"webhook {Id}";
}

/// <summary>The last deliveries to one webhook (kind <c>webhook_deliveries</c>, key = the webhook's id), the newest first.</summary>
public sealed record WebhookDeliveries
{
    public required IReadOnlyList<WebhookDelivery> Deliveries { get; init; }
}

/// <summary>One event on its way to one webhook.</summary>
public sealed record WebhookDelivery
{
    public required string Id { get; init; }

    public required string EventType { get; init; }

    /// <summary><c>server</c> or <c>agent</c>.</summary>
    public required string AssetType { get; init; }

    /// <summary>Path of the thing.</summary>
    public string? Path { get; init; }

    /// <summary>When the event happened.</summary>
    public required DateTimeOffset At { get; init; }

    public required int Attempts { get; init; }

    /// <summary>When the last attempt ended.</summary>
    public required DateTimeOffset TriedAt { get; init; }

    /// <summary>HTTP status of the last answer; null when there was none.</summary>
    public int? Status { get; init; }

    /// <summary><c>delivered</c>, <c>retrying</c> or <c>failed</c>.</summary>
    public required string State { get; init; }

    /// <summary>Why it was not delivered.</summary>
    public string? Problem { get; init; }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(WebhookRecord))]
[JsonSerializable(typeof(WebhookDeliveries))]
internal sealed partial class WebhooksJsonContext : JsonSerializerContext;

/// <summary>Reads webhooks and their deliveries, and keeps the latter short.</summary>
public sealed class WebhookRepository(DocumentStore documents)
{
    private const int MaxDeliveries = 50;

    public static readonly DocumentKind<WebhookRecord> Webhooks = new("webhooks", WebhooksJsonContext.Default.WebhookRecord)
    {
        IsSealed = true,
    };

    public static readonly DocumentKind<WebhookDeliveries> Deliveries =
        new("webhook_deliveries", WebhooksJsonContext.Default.WebhookDeliveries);

    public Task<IReadOnlyList<Document<WebhookRecord>>> ListAsync(CancellationToken cancellationToken) =>
        documents.ListAsync(Webhooks, cancellationToken);

    public Task<Document<WebhookRecord>?> FindAsync(string id, CancellationToken cancellationToken) =>
        documents.FindAsync(Webhooks, id, cancellationToken);

    public async Task<IReadOnlyList<WebhookDelivery>> DeliveriesOfAsync(string id, CancellationToken cancellationToken) =>
        (await documents.FindAsync(Deliveries, id, cancellationToken))?.Value.Deliveries ?? [];

    /// <summary>Adds a delivery, or puts what became of it in its place.</summary>
    internal Task NoteAsync(string webhook, WebhookDelivery delivery, CancellationToken cancellationToken) =>
        OptimisticCommit.RunAsync<bool>(
        documents,
        async token =>
        {
            var stored = await documents.FindAsync(Deliveries, webhook, token);
            var next = (stored?.Value.Deliveries ?? []).Where(known => known.Id != delivery.Id).Prepend(delivery).Take(MaxDeliveries);
            var batch = new DocumentBatch().Put(
                Deliveries, webhook, new() { Deliveries = [.. next] }, stored?.Version ?? DocumentBatch.Absent);
            return new PendingWrite<bool>(batch, true);
        },
        cancellationToken);
}
