using System.Text.Json;
using McpGateway.Proxy.Protocol;

namespace McpGateway.Proxy.JsonRpc;

/// <summary>
/// Reads <c>params</c>: remembers where the members are that can decide something, and turns them into text once the method is known
/// (<c>method</c> may come after <c>params</c>).
/// </summary>
internal ref struct ParamsReader(ReadOnlyMemory<byte> utf8)
{
    private static readonly string[] Deciding = ["name", "uri", "taskId", "ref", "protocolVersion", "_meta"];
    private static readonly string[] DecidingInMeta = [McpMeta.ProtocolVersion];
    private static readonly string[] DecidingInReference = ["type", "name", "uri"];

    private readonly ReadOnlyMemory<byte> _utf8 = utf8;
    private Captured _name;
    private Captured _uri;
    private Captured _taskId;
    private Captured _reference;
    private Captured _offeredVersion;
    private Captured _ownVersion;

    /// <summary>Why the message is refused; null when all is well so far.</summary>
    public string? Problem { get; private set; }

    /// <summary>Reads the object at the reader's current token; leaves the reader on its end. Refuses anything else unread.</summary>
    public void Read(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            Refuse("The member 'params' must be an object: MCP passes parameters by name.");
            return;
        }

        var names = new MemberNames(_utf8.Span);
        while (NextMember(ref reader, ref names, Deciding, "'params'"))
        {
            if (reader.ValueTextEquals("name"u8))
            {
                _name = Capture(ref reader);
            }
            else if (reader.ValueTextEquals("uri"u8))
            {
                _uri = Capture(ref reader);
            }
            else if (reader.ValueTextEquals("taskId"u8))
            {
                _taskId = Capture(ref reader);
            }
            else if (reader.ValueTextEquals("protocolVersion"u8))
            {
                _offeredVersion = Capture(ref reader);
            }
            else if (reader.ValueTextEquals("_meta"u8))
            {
                ReadMeta(ref reader);
            }
            else if (reader.ValueTextEquals("ref"u8))
            {
                ReadReference(ref reader);
            }
            else
            {
                reader.Skip();
            }
        }
    }

    /// <summary>
    /// What the method acts on and the revision named by the body. False with a <see cref="Problem"/> when the method lacks its target.
    /// </summary>
    public bool TryResolve(string method, out string? target, out string? version, out bool isSelfDescribing)
    {
        var source = McpMethods.TargetOf(method);
        target = source switch
        {
            TargetSource.None => null,
            TargetSource.Name => Text(_name, "params.name"),
            TargetSource.Uri => Text(_uri, "params.uri"),
            TargetSource.TaskId => Text(_taskId, "params.taskId"),
            TargetSource.Reference => Text(_reference, "params.ref"),
        };
        if (method is McpMethods.ToolsCall or McpMethods.PromptsGet or McpMethods.ResourcesRead && string.IsNullOrEmpty(target))
        {
            Refuse($"The method {method} needs a string params.{(source == TargetSource.Name ? "name" : "uri")}.");
        }

        isSelfDescribing = _ownVersion.Length > 0;
        version = isSelfDescribing ? Version(_ownVersion, "params._meta protocolVersion")
            : method == McpMethods.Initialize ? Version(_offeredVersion, "params.protocolVersion")
            : null;
        return Problem is null;
    }

    private void ReadMeta(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            Refuse("The member 'params._meta' must be an object.");
            return;
        }

        var names = new MemberNames(_utf8.Span);
        while (NextMember(ref reader, ref names, DecidingInMeta, "'params._meta'"))
        {
            if (reader.ValueTextEquals(McpMeta.ProtocolVersion))
            {
                _ownVersion = Capture(ref reader);
            }
            else
            {
                reader.Skip();
            }
        }
    }

    private void ReadReference(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return;
        }

        var names = new MemberNames(_utf8.Span);
        while (NextMember(ref reader, ref names, DecidingInReference, "'params.ref'"))
        {
            if (reader.ValueTextEquals("name"u8) || reader.ValueTextEquals("uri"u8))
            {
                _reference = Capture(ref reader);
            }
            else
            {
                reader.Skip();
            }
        }
    }

    /// <summary>Moves to the next member that may be used; a refused one is skipped.</summary>
    private bool NextMember(ref Utf8JsonReader reader, ref MemberNames names, ReadOnlySpan<string> deciding, string place)
    {
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var verdict = names.Add(ref reader, deciding);
            if (verdict == MemberVerdict.Fine)
            {
                return true;
            }

            Refuse(MessageReader.Describe(verdict, place));
            reader.Skip();
        }

        return false;
    }

    private static Captured Capture(ref Utf8JsonReader reader)
    {
        reader.Read();
        var start = (int)reader.TokenStartIndex;
        var isString = reader.TokenType == JsonTokenType.String;
        reader.Skip();
        return new Captured(start, (int)reader.BytesConsumed - start, isString);
    }

    private string? Text(Captured captured, string place)
    {
        if (captured.Length == 0)
        {
            return null;
        }

        if (!captured.IsString)
        {
            Refuse($"The member {place} must be a string.");
            return null;
        }

        try
        {
            var reader = new Utf8JsonReader(_utf8.Span.Slice(captured.Start, captured.Length));
            reader.Read();
            return reader.GetString();
        }
        catch (InvalidOperationException)
        {
            Refuse($"The member {place} has a lone surrogate.");
            return null;
        }
    }

    private string? Version(Captured captured, string place)
    {
        var raw = _utf8.Span.Slice(captured.Start, captured.Length);
        return captured.IsString && McpRevisions.Find(raw[1..^1]) is { } known ? known : Text(captured, place);
    }

    private void Refuse(string? problem) => Problem ??= problem;

    /// <summary>A value's place in the body, quotes included. Length 0: absent.</summary>
    private readonly record struct Captured(int Start, int Length, bool IsString);
}
