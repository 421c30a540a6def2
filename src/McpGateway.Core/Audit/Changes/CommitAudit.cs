using System.Text.Json;
using McpGateway.Core.Audit.Events;
using McpGateway.Foundation.Auditing;
using McpGateway.Foundation.Documents;

namespace McpGateway.Core.Audit.Changes;

/// <summary>The events of one commit.</summary>
/// <param name="origin">Who commits, from where.</param>
/// <param name="hasCaller">Whether that is somebody, and not the gateway by itself.</param>
internal sealed class CommitAudit(EventOrigin origin, bool hasCaller) : ICommitAudit
{
    private const int MaxScopes = 50;

    /// <summary>Change with every update and say nothing of what kind it was.</summary>
    private static readonly string[] Incidental = ["updated_at"];

    private static readonly (string Operation, string Prefix)[] Narrow =
        [("toggle", "is_enabled"), ("toggle", "is_disabled"), ("rate", "ratings")];

    public static bool IsAudited(DocumentWrite write, bool hasCaller) =>
        AuditedKinds.Find(write.Kind) is { } rule && (hasCaller || !rule.NeedsCaller)
        && (write.Body is null ? rule.Deleted is not null : rule.Created is not null || rule.Updated is not null);

    public bool Concerns(DocumentWrite write) => IsAudited(write, hasCaller);

    public IReadOnlyList<AuditEvent> EventsOf(IReadOnlyList<DocumentEffect> effects, long revision, DateTimeOffset at) =>
        [.. effects.Select(effect => EventOf(effect, revision, at)).OfType<AuditEvent>()];

    private AuditEvent? EventOf(DocumentEffect effect, long revision, DateTimeOffset at)
    {
        using var before = Parse(effect.Before);
        using var after = Parse(effect.Write.Body);
        var rule = AuditedKinds.Find(effect.Write.Kind)!;
        var difference = FieldChanges.Between(
            before?.RootElement, after?.RootElement, new(effect.IsSealed ? rule.Shown : null));
        var isUpdate = effect is { Before: not null, Write.Body: not null };
        var refined = before is not null && after is not null ? rule.Refined?.Invoke(before.RootElement, after.RootElement) : null;
        if ((refined ?? OperationOf(rule, effect, difference)) is not { } operation || (isUpdate && difference.Fields.Count == 0))
        {
            return null;
        }

        var document = after ?? before;
        var left = difference.Fields.Count - difference.Changes.Count;
        return origin.ToEvent(rule.Stream, at, TextAt(document, rule.UserField)) with
        {
            // Written before the answer: what the endpoint declares for success.
            Response = new() { Outcome = AuditOutcomes.Success, StatusCode = origin.Status, DurationMs = origin.Elapsed },
            Action = new()
            {
                Operation = operation,
                ResourceType = rule.ResourceType,
                ResourceId = TextAt(document, rule.IdField) ?? effect.Write.Key,
                Revision = revision,
                Changes = difference.Changes,
                OmittedChanges = left > 0 ? left : null,
            },
            Authorization = new()
            {
                Decision = hasCaller ? AuditDecisions.Allow : AuditDecisions.NotRequired,
                RequiredPermission = hasCaller ? rule.Permissions.GetValueOrDefault(operation) : null,
                EvaluatedScopes = hasCaller ? origin.Scopes?.Take(MaxScopes).ToArray() : null,
            },
        };
    }

    private static string? OperationOf(AuditRule rule, DocumentEffect effect, FieldDifference difference)
    {
        if (effect.Write.Body is null)
        {
            return rule.Deleted;
        }

        if (effect.Before is null)
        {
            return rule.Created;
        }

        foreach (var (operation, prefix) in Narrow)
        {
            if (rule.Updated is not null && difference.Fields.Any(field => field == prefix)
                && difference.Fields.All(field => field == prefix || Incidental.Contains(field)))
            {
                return operation;
            }
        }

        return rule.Updated;
    }

    private static JsonDocument? Parse(byte[]? body)
    {
        try
        {
            return body is null ? null : JsonDocument.Parse(body);
        }
        catch (JsonException)
        {
            // Whatever it was, it is no document of ours: the change is audited without it.
            return null;
        }
    }

    private static string? TextAt(JsonDocument? document, string? path)
    {
        if (document is null || path is null)
        {
            return null;
        }

        var value = document.RootElement;
        foreach (var name in path.Split('.'))
        {
            if (value.ValueKind != JsonValueKind.Object || !value.TryGetProperty(name, out value))
            {
                return null;
            }
        }

        return value.ValueKind == JsonValueKind.String ? value.GetString() : null;
    }
}
