using System.Text.Json;
using McpGateway.Proxy.JsonRpc;
using McpGateway.Proxy.Streaming;

namespace McpGateway.Proxy.A2a;

/// <summary>
/// Makes what a client sends what the agent understands: ids opened, tenant and context stated; and learns what it asks for.
/// </summary>
internal sealed class RequestWalk(ReadOnlyMemory<byte> json, A2aIds ids, A2aPolicy policy) : A2aWalk(json, JsonRpcReader.MaxDepth)
{
    private const string Tasks = "tasks";

    private bool _hasMessage;
    private bool _namesTask;
    private bool _namesContext;
    private (int Start, int End) _emptyContext;
    private bool _namesTenant;

    protected override bool IsStrict => true;

    /// <summary>A2A has no list of objects in what a client sends: who takes one for the other is judged by one of several.</summary>
    protected override bool IsOne(A2aShape shape) => true;

    /// <summary>An id is not one of the caller's: what it is of; null when all are.</summary>
    public string? NotFound { get; private set; }

    /// <summary>The skill that the message names; null when it names none.</summary>
    public string? Skill { get; private set; }

    /// <summary>Whether the agent is asked to send notifications.</summary>
    public bool AsksForPush { get; private set; }

    /// <summary>The context named beside no message, in the body or the query, as the agent has it: a list is of this one.</summary>
    public string? Context { get; private set; }

    /// <summary>Takes the context that the query names.</summary>
    public void TakeContext(string context) => Context = Open(context);

    protected override void Visit(A2aMember member, A2aShape within, ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.Null)
        {
            NoteEmpty(member, within, ref reader);
            return;
        }

        switch (member.Role)
        {
            case MemberRole.Nested:
                Enter(member.Shape!, ref reader);
                break;
            case MemberRole.TaskId:
                OpenTask(member, within, ref reader);
                break;
            case MemberRole.TaskIds:
                OpenTasks(member, within, ref reader);
                break;
            case MemberRole.ContextId:
                OpenContext(member, within, ref reader);
                break;
            case MemberRole.ResourceName:
                OpenResource(member, ref reader);
                break;
            case MemberRole.PushUrl:
                JudgePush(member, ref reader);
                break;
            case MemberRole.Tenant:
                JudgeTenant(ref reader);
                break;
            case MemberRole.Skill:
                TakeSkill(member, ref reader);
                break;
            case MemberRole.ListedTasks or MemberRole.TotalSize or MemberRole.Card or MemberRole.RpcId:
            default:
                Pass(within, ref reader);
                break;
        }
    }

    protected override void Leave(A2aShape shape, int start, bool isEmpty)
    {
        if (policy.Tenant is { } tenant && !_namesTenant && shape.Place is A2aShapes.ParamsPlace or A2aShapes.RequestPlace)
        {
            // A request without parameters gets some.
            var value = shape.Place == A2aShapes.ParamsPlace
                ? Quoted(tenant)
                : (byte[])[.. "{\"tenant\":"u8, .. Quoted(tenant), (byte)'}'];
            Insert(start, isEmpty, shape.Place == A2aShapes.ParamsPlace ? "tenant" : "params", value);
            _namesTenant = true;
        }

        if (!ReferenceEquals(shape, A2aShapes.Sent) || _namesTask || _namesContext || !policy.IssuesContexts)
        {
            return;
        }

        if (_emptyContext.End > 0)
        {
            Edits.Add(new Edit(_emptyContext.Start, _emptyContext.End, Quoted(ids.NewContext())));
        }
        else
        {
            Insert(start, isEmpty, "contextId", Quoted(ids.NewContext()));
        }
    }

    private void Enter(A2aShape shape, ref Utf8JsonReader reader)
    {
        AsksForPush |= ReferenceEquals(shape, A2aShapes.Inline);
        if (ReferenceEquals(shape, A2aShapes.Sent))
        {
            // 1.0 and 0.3 name it differently: which of two an agent reads is not known.
            Refuse(_hasMessage ? "Send one message: 'message' or 'request', not both." : null);
            _hasMessage = true;
        }

        if (Problem is null)
        {
            Walk(shape, ref reader);
        }
        else
        {
            reader.Skip();
        }
    }

    private void Insert(int start, bool isEmpty, string name, byte[] value) =>
        Edits.Add(new Edit(start + 1, start + 1, (byte[])[.. Quoted(name), (byte)':', .. value, .. isEmpty ? ""u8 : ","u8]));

    /// <summary>Nothing, and a text of no letters, is what ProtoJSON takes for no value.</summary>
    private void NoteEmpty(A2aMember member, A2aShape within, ref Utf8JsonReader reader)
    {
        if (member.Role == MemberRole.ContextId && ReferenceEquals(within, A2aShapes.Sent))
        {
            _emptyContext = ((int)reader.TokenStartIndex, (int)reader.BytesConsumed);
        }
        else if (member.Role == MemberRole.Tenant && policy.Tenant is { } tenant)
        {
            _namesTenant = true;
            Replace(ref reader, tenant);
        }
    }

    private void OpenTask(A2aMember member, A2aShape within, ref Utf8JsonReader reader)
    {
        if (Text(ref reader, member.Name) is { Length: > 0 } text)
        {
            _namesTask |= ReferenceEquals(within, A2aShapes.Sent);
            ReplaceTask(ref reader, text);
        }
    }

    private void ReplaceTask(ref Utf8JsonReader reader, string text)
    {
        if (ids.OpenTask(text) is { } id)
        {
            Replace(ref reader, id);
        }
        else
        {
            NotFound ??= "Task";
        }
    }

    private void OpenTasks(A2aMember member, A2aShape within, ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            Refuse($"The member '{member.Name}' must be a list of strings.");
            reader.Skip();
            return;
        }

        var isOfMessage = _namesTask;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            OpenTask(member, within, ref reader);
        }

        // To refer to a task is not to go on with it.
        _namesTask = isOfMessage;
    }

    private void OpenContext(A2aMember member, A2aShape within, ref Utf8JsonReader reader)
    {
        var isOfMessage = ReferenceEquals(within, A2aShapes.Sent);
        if (Text(ref reader, member.Name) is not { } text)
        {
            return;
        }

        if (text.Length == 0)
        {
            NoteEmpty(member, within, ref reader);
            return;
        }

        _namesContext |= isOfMessage;
        if (Open(text) is { } id)
        {
            Context = isOfMessage ? Context : id;
            Replace(ref reader, id);
        }
    }

    /// <summary>The agent's id for a context, or null with what is wrong.</summary>
    private string? Open(string context)
    {
        if (context.Length > A2aIds.LongestOwn && ids.IsClients(context))
        {
            Refuse($"A 'contextId' of your own may have {A2aIds.LongestOwn} characters.");
            return null;
        }

        var id = ids.OpenContext(context);
        NotFound ??= id is null ? "Context" : null;
        return id;
    }

    private void OpenResource(A2aMember member, ref Utf8JsonReader reader)
    {
        if (Text(ref reader, member.Name) is not { } text || text.Split('/') is not [Tasks, var task, ..] parts)
        {
            return;
        }

        if (ids.OpenTask(task) is { } id)
        {
            parts[1] = id;
            Replace(ref reader, string.Join('/', parts));
        }
        else
        {
            NotFound ??= "Task";
        }
    }

    private void JudgePush(A2aMember member, ref Utf8JsonReader reader)
    {
        AsksForPush = true;
        if (Text(ref reader, member.Name) is { } url && policy.PushProblem(url) is { } problem)
        {
            Refuse($"The 'url' of a push notification configuration {problem}.");
        }
    }

    /// <summary>
    /// The gateway's rules name the agent, and what is behind another tenant is another agent. So the gateway states the tenant itself.
    /// </summary>
    private void JudgeTenant(ref Utf8JsonReader reader)
    {
        if (Text(ref reader, "tenant") is not { } tenant)
        {
            return;
        }

        _namesTenant = true;
        if (tenant.Length == 0 && policy.Tenant is { } stated)
        {
            Replace(ref reader, stated);
        }
        else if (tenant.Length > 0 && tenant != policy.Tenant)
        {
            Refuse("Leave 'tenant' out: the gateway's path stands for one tenant of the agent.");
        }
    }

    private void TakeSkill(A2aMember member, ref Utf8JsonReader reader)
    {
        if (Text(ref reader, member.Name) is not { Length: > 0 } skill)
        {
            return;
        }

        Refuse(Skill is null || Skill == skill ? null : "The message names two skills: name one.");
        Skill = skill;
    }
}
