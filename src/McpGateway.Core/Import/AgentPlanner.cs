using System.Text.Json;
using System.Text.Json.Nodes;
using McpGateway.Core.Agents;
using McpGateway.Core.Agents.Directory;
using McpGateway.Core.Agents.Endpoints;
using McpGateway.Core.Agents.Operations;
using McpGateway.Core.Registry.Servers;
using McpGateway.Foundation;
using McpGateway.Foundation.Documents;

namespace McpGateway.Core.Import;

/// <summary>Agents, as registration judges them: their cards, their addresses, their paths.</summary>
internal sealed class AgentPlanner(
    CardIntake intake, AgentPaths paths, AgentRepository agents, AgentHolds holds, IEnumerable<IEnableGuard> enabling, TimeProvider time)
    : IItemPlanner
{
    public string Sort => ItemSorts.Agent;

    public async Task<Result<ItemPlan>> PlanAsync(
        Caller caller, SourceItem item, DocumentBatch batch, CancellationToken cancellationToken)
    {
        var read = Read(item.Content);
        if (!read.IsSuccess)
        {
            return read.Error;
        }

        if (AgentBody.LookAlikes(item.Content).ToArray() is { Length: > 0 } lookAlikes)
        {
            return Error.OfFields(lookAlikes);
        }

        var draft = read.Value;
        var taken = await intake.TakeAsync(draft, cancellationToken);
        if (!taken.IsSuccess)
        {
            return taken.Error;
        }

        var key = AgentPath.KeyOf(draft.Path ?? AgentPath.OfName(taken.Value.Card.Name));
        var current = DocumentKey.IsValid(key) ? await agents.FindAsync(key, cancellationToken) : null;
        var origin = FormerOrigin.OfAgent(item.Content, taken.Value.Card.Name, time.GetUtcNow());
        if (origin is not null && current?.Value.Origin is { } known && known.Source == origin.Source)
        {
            // Its source says what it is; that the former product had it from there was taken over before.
            return new ItemPlan(key, HashOf(current.Value), HashOf(current.Value), []);
        }

        if (Refusal(key, draft, current) is { } refusal)
        {
            return refusal;
        }

        var before = current?.Value ?? Blank(caller, item.Content, key, taken.Value);
        var agent = AgentFields.Lay(draft, before, taken.Value, mayGiveTrust: true) with
        {
            IsEnabled = item.IsEnabled ?? Boolean(item.Content, "is_enabled", "isEnabled") ?? before.IsEnabled,
            Ratings = Ratings(item.Content) ?? before.Ratings,
            UpdatedAt = time.GetUtcNow(),
            Origin = origin ?? before.Origin,
        };
        var objection = current is { Value.IsEnabled: false } && agent.IsEnabled
            ? await enabling.ObjectionAsync(key, cancellationToken)
            : null;
        agent = holds.Hold(objection is null ? agent : agent with { IsEnabled = false }, current?.Value);
        batch.Put(AgentRepository.Agents, key, agent, current?.Version ?? DocumentBatch.Absent);
        AgentPaths.AssertNoServer(key, batch);
        return new ItemPlan(
            key, current is null ? null : HashOf(current.Value), HashOf(agent),
            [.. AgentFields.Warnings(draft, agent), .. objection is null ? [] : (string[])[objection]]);
    }

    private Error? Refusal(string key, AgentRegistration draft, Document<AgentDocument>? current)
    {
        var stated = draft.Path is null ? null : AgentPath.ProblemOfStated(draft.Path);
        FieldProblem[] problems =
            [.. AgentPath.ProblemsOf(key).Prepend(stated).OfType<string>().Select(static problem => new FieldProblem("path", problem))];
        return problems.Length > 0 ? Error.OfFields(problems)
            : current?.Value.Origin is { } origin ? new(ErrorKind.Conflict, origin.Refusal(key))
            : current is null && paths.ProblemForAgent(key) is { } problem ? new(ErrorKind.Conflict, problem)
            : AgentFields.Refusal(draft, current?.Value);
    }

    /// <summary>What the Python product stores: a card and the registry's members, side by side, in either spelling.</summary>
    private static Result<AgentRegistration> Read(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object)
        {
            return new Error(ErrorKind.Unprocessable, "It is not a JSON object");
        }

        return new AgentRegistration
        {
            Path = Text(root, "path"),
            Card = AgentBody.CardOf(WithoutNulls(root)),
            Visibility = Text(root, "visibility"),
            AllowedGroups = Texts(root, "allowed_groups", "allowedGroups"),
            TrustLevel = Text(root, "trust_level", "trustLevel"),
            Status = Text(root, "status"),
            Tags = Texts(root, "tags"),
            License = Text(root, "license"),
            Metadata = Member(root, "metadata") is { ValueKind: JsonValueKind.Object } metadata ? metadata.Clone() : null,
        };
    }

    /// <summary>It writes every member that it knows, with null where nothing was stated: that is not part of the card.</summary>
    private static JsonElement WithoutNulls(JsonElement root)
    {
        var node = JsonNode.Parse(root.GetRawText())!;
        Strip(node);
        return JsonElement.Parse(node.ToJsonString());
    }

    private static void Strip(JsonNode? node)
    {
        if (node is JsonObject members)
        {
            foreach (var name in members.Where(static member => member.Value is null).Select(static member => member.Key).ToArray())
            {
                members.Remove(name);
            }
        }

        foreach (var child in node switch
        {
            JsonObject parts => parts.Select(static part => part.Value),
            JsonArray items => items,
            _ => [],
        })
        {
            Strip(child);
        }
    }

    private AgentDocument Blank(Caller caller, JsonElement root, string key, TakenCard taken)
    {
        var now = time.GetUtcNow();
        return new()
        {
            Path = key,
            Card = taken.Card.Json,
            CardHash = taken.Hash,
            RegisteredBy = Text(root, "registered_by", "registeredBy") ?? caller.UserName,

            // A name proves nobody's identity: what is imported belongs to administrators.
            OwnerSubject = caller.Subject,
            RegisteredAt = SourceTime.Read(Text(root, "registered_at", "registeredAt")) ?? now,
            UpdatedAt = now,
        };
    }

    /// <summary>Without the time, which every write changes, and the hold, which its scan ends.</summary>
    private static string HashOf(AgentDocument agent) => DocumentHash.Of(
        AgentRepository.Agents, agent with { UpdatedAt = default, IsHeld = false });

    private static IReadOnlyList<StoredRating>? Ratings(JsonElement root) =>
        Member(root, "rating_details", "ratingDetails") is { ValueKind: JsonValueKind.Array } list
            ? [.. from item in list.EnumerateArray()
                  where item.ValueKind == JsonValueKind.Object
                  let user = Text(item, "user")
                  let rating = Member(item, "rating")
                  where user is not null && rating is { ValueKind: JsonValueKind.Number } number && number.TryGetInt32(out var stars)
                      && stars is >= 1 and <= 5
                  select new StoredRating(user, rating.Value.GetInt32()) { Subject = $"import:{user}" }]
            : null;

    private static bool? Boolean(JsonElement root, params ReadOnlySpan<string> names) => Member(root, names) switch
    {
        { ValueKind: JsonValueKind.True } => true,
        { ValueKind: JsonValueKind.False } => false,
        _ => null,
    };

    private static string? Text(JsonElement root, params ReadOnlySpan<string> names) =>
        Member(root, names) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    private static IReadOnlyList<string>? Texts(JsonElement root, params ReadOnlySpan<string> names) =>
        Member(root, names) is { ValueKind: JsonValueKind.Array } list
            ? [.. list.EnumerateArray().Where(static item => item.ValueKind == JsonValueKind.String)
                .Select(static item => item.GetString()!.Trim()).Where(static text => text.Length > 0).Distinct(StringComparer.Ordinal)]
            : null;

    private static JsonElement? Member(JsonElement root, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (root.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null)
            {
                return value;
            }
        }

        return null;
    }
}
