using System.Globalization;
using System.Text;
using System.Text.Json;
using McpGateway.Proxy.JsonRpc;
using McpGateway.Proxy.Streaming;

namespace McpGateway.Proxy.A2a;

/// <summary>
/// Makes what an agent answers what the client may have: ids sealed, lists of the caller's own tasks, cards of the gateway.
/// </summary>
internal sealed class AnswerWalk(ReadOnlyMemory<byte> json, A2aIds ids, A2aExpectation expected) : A2aWalk(json, MaxDepth)
{
    private const int MaxDepth = 512;
    private const string Tasks = "tasks";

    private readonly ReadOnlyMemory<byte> _json = json;
    private (int Start, int End) _size;
    private int _kept;
    private int _dropped;

    protected override bool IsStrict => false;

    /// <summary>There are no batches, and what is left out of a list of tasks is known by where the list stands.</summary>
    protected override bool IsOne(A2aShape shape) =>
        ReferenceEquals(shape, A2aShapes.TaskList) || shape.Place == A2aShapes.ResponsePlace;

    /// <summary>Whether the answer is that to another request.</summary>
    public bool IsOfAnotherRequest { get; private set; }

    protected override void Visit(A2aMember member, A2aShape within, ref Utf8JsonReader reader)
    {
        switch (member.Role)
        {
            case MemberRole.Nested:
                Walk(member.Shape!, ref reader);
                break;
            case MemberRole.TaskId or MemberRole.ContextId when reader.TokenType == JsonTokenType.String:
                Seal(member, ref reader);
                break;
            case MemberRole.TaskIds when reader.TokenType == JsonTokenType.StartArray:
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                {
                    Seal(member, ref reader);
                }

                break;
            case MemberRole.ResourceName when reader.TokenType == JsonTokenType.String:
                SealResource(ref reader);
                break;
            case MemberRole.ListedTasks:
                SelectOwn(member.Shape!, ref reader);
                break;
            case MemberRole.TotalSize:
                _size = ((int)reader.TokenStartIndex, (int)reader.BytesConsumed);
                reader.Skip();
                break;
            case MemberRole.Card:
                ReplaceCard(ref reader);
                break;
            case MemberRole.RpcId:
                JudgeId(ref reader);
                break;
            case MemberRole.PushUrl or MemberRole.Tenant or MemberRole.Skill:
            default:
                reader.Skip();
                break;
        }
    }

    /// <summary>How many tasks others have is nobody's business: what is counted is what is shown.</summary>
    protected override void Leave(A2aShape shape, int start, bool isEmpty)
    {
        if (_dropped > 0 && _size.End > 0 && shape.Place == "result")
        {
            Edits.Add(new Edit(_size.Start, _size.End, Encoding.ASCII.GetBytes(_kept.ToString(CultureInfo.InvariantCulture))));
            _size = default;
        }
    }

    private void Seal(A2aMember member, ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.String)
        {
            reader.Skip();
            return;
        }

        if (Text(ref reader, member.Name) is not { Length: > 0 } id)
        {
            return;
        }

        var isContext = member.Role == MemberRole.ContextId;
        if ((isContext ? ids.SealContext(id) : ids.SealTask(id)) is { } text)
        {
            Replace(ref reader, text);
        }
        else
        {
            Refuse($"The member '{member.Name}' is too long.");
        }
    }

    private void SealResource(ref Utf8JsonReader reader)
    {
        if (Text(ref reader, "name") is { } name
            && name.Split('/') is [Tasks, { Length: > 0 } task, ..] parts
            && ids.SealTask(task) is { } text)
        {
            parts[1] = text;
            Replace(ref reader, string.Join('/', parts));
        }
    }

    private void SelectOwn(A2aShape shape, ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.StartArray)
        {
            Select(shape, ref reader);
            return;
        }

        Refuse(reader.TokenType == JsonTokenType.Null ? null : "The member 'tasks' must be a list.");
        reader.Skip();
    }

    /// <summary>
    /// A task that is left out goes together with the separator before it; as long as nothing was kept, with the one behind it.
    /// </summary>
    private void Select(A2aShape shape, ref Utf8JsonReader reader)
    {
        var hasKept = false;
        var previousEnd = (int)reader.BytesConsumed;
        var dropFrom = -1;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            var start = (int)reader.TokenStartIndex;
            var first = Edits.Count;
            var isOwn = IsOwn(shape, ref reader);
            var end = (int)reader.BytesConsumed;
            if (isOwn && dropFrom >= 0)
            {
                Edits.Add(new Edit(dropFrom, hasKept ? previousEnd : start));
                dropFrom = -1;
            }
            else if (!isOwn)
            {
                Edits.RemoveRange(first, Edits.Count - first);
                dropFrom = dropFrom >= 0 ? dropFrom : hasKept ? previousEnd : start;
            }

            _kept += isOwn ? 1 : 0;
            _dropped += isOwn ? 0 : 1;
            hasKept |= isOwn;
            previousEnd = end;
        }

        if (dropFrom >= 0)
        {
            Edits.Add(new Edit(dropFrom, previousEnd));
        }
    }

    private bool IsOwn(A2aShape shape, ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return false;
        }

        var context = ContextOf(reader);
        Walk(shape, ref reader);
        return context is not null && (context == expected.Context || ids.Owns(context));
    }

    /// <summary>The context of the task at the reader, which is a copy: the messages of a task name contexts too.</summary>
    private static string? ContextOf(Utf8JsonReader reader)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isContext = reader.ValueTextEquals("contextId"u8) || reader.ValueTextEquals("context_id"u8);
            reader.Read();
            if (isContext && reader.TokenType == JsonTokenType.String)
            {
                return reader.GetString();
            }

            reader.Skip();
        }

        return null;
    }

    private void ReplaceCard(ref Utf8JsonReader reader)
    {
        var start = (int)reader.TokenStartIndex;
        reader.Skip();
        var end = (int)reader.BytesConsumed;
        if (expected.Card(_json[start..end]) is { } card)
        {
            Edits.Add(new Edit(start, end, card));
        }
        else
        {
            Refuse("The card is none.");
        }
    }

    private void JudgeId(ref Utf8JsonReader reader)
    {
        IsOfAnotherRequest |= reader.TokenType is JsonTokenType.String or JsonTokenType.Number
            && !JsonRpcId.Matches(_json.Span[(int)reader.TokenStartIndex..(int)reader.BytesConsumed], expected.RawId.Span);
        reader.Skip();
    }
}

/// <summary>What is known of an answer before it comes.</summary>
internal sealed record A2aExpectation
{
    /// <summary>Makes an agent's card the gateway's; null for what is none.</summary>
    public required Func<ReadOnlyMemory<byte>, byte[]?> Card { get; init; }

    /// <summary>The id of the JSON-RPC request; empty in the HTTP binding.</summary>
    public ReadOnlyMemory<byte> RawId { get; init; }

    /// <summary>The context that a list was asked of, as the agent has it; null for all.</summary>
    public string? Context { get; init; }
}
