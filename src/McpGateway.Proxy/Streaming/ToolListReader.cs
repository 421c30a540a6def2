using System.Text.Json;
using McpGateway.Proxy.Access;
using McpGateway.Proxy.JsonRpc;

namespace McpGateway.Proxy.Streaming;

/// <summary>Finds, in one message, the tools to take out. One pass; the edits come in order.</summary>
internal ref struct ToolListReader(ReadOnlyMemory<byte> json, IServerAccess access, List<Edit> edits)
{
    private static readonly string[] ResultName = ["result"];
    private static readonly string[] ToolsName = ["tools"];
    private static readonly string[] NameName = ["name"];

    private bool _isSound = true;
    private bool _hasId;
    private bool _hasResult;
    private bool _hasTools;

    /// <summary>How many edits there were before this message.</summary>
    public int FirstEdit { get; } = edits.Count;

    /// <summary>The message's id; empty when it has none, null, or two.</summary>
    public ReadOnlyMemory<byte> RawId { get; private set; }

    /// <summary>
    /// Reads the object at the reader's token. False when a name is there twice, so that readers would see different lists.
    /// </summary>
    public bool TryRead(ref Utf8JsonReader reader)
    {
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            if (NameIs(ref reader, "result"u8))
            {
                _isSound &= !_hasResult;
                _hasResult = true;
                reader.Read();
                ReadResult(ref reader);
            }
            else if (NameIs(ref reader, "id"u8))
            {
                reader.Read();
                ReadId(ref reader);
            }
            else
            {
                _isSound &= !IsLookAlike(ref reader, ResultName);
                reader.Skip();
            }
        }

        return _isSound;
    }

    private void ReadId(ref Utf8JsonReader reader)
    {
        var isUsable = reader.TokenType is JsonTokenType.String or JsonTokenType.Number && !_hasId;
        _isSound &= !_hasId;
        _hasId = true;
        RawId = isUsable ? json[(int)reader.TokenStartIndex..(int)reader.BytesConsumed] : default;
        reader.Skip();
    }

    private void ReadResult(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return;
        }

        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            if (!NameIs(ref reader, "tools"u8))
            {
                _isSound &= !IsLookAlike(ref reader, ToolsName);
                reader.Skip();
                continue;
            }

            _isSound &= !_hasTools;
            _hasTools = true;
            reader.Read();
            _isSound &= reader.TokenType is JsonTokenType.StartArray or JsonTokenType.Null;
            if (reader.TokenType == JsonTokenType.StartArray)
            {
                ReadTools(ref reader);
            }
            else
            {
                reader.Skip();
            }
        }
    }

    /// <summary>
    /// An element goes together with the separator before it; as long as nothing was kept, with the one behind it. So kept elements keep
    /// their bytes, and the list stays valid.
    /// </summary>
    private void ReadTools(ref Utf8JsonReader reader)
    {
        var hasKept = false;
        var previousEnd = (int)reader.BytesConsumed;
        var dropFrom = -1;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            var start = (int)reader.TokenStartIndex;
            var isAllowed = IsAllowed(ref reader);
            var end = (int)reader.BytesConsumed;
            if (isAllowed && dropFrom >= 0)
            {
                edits.Add(new Edit(dropFrom, hasKept ? previousEnd : start));
                dropFrom = -1;
            }
            else if (!isAllowed && dropFrom < 0)
            {
                dropFrom = hasKept ? previousEnd : start;
            }

            hasKept |= isAllowed;
            previousEnd = end;
        }

        if (dropFrom >= 0)
        {
            edits.Add(new Edit(dropFrom, previousEnd));
        }
    }

    private bool IsAllowed(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return false;
        }

        string? name = null;
        var hasName = false;
        var isAmbiguous = false;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            if (!NameIs(ref reader, "name"u8))
            {
                isAmbiguous |= IsLookAlike(ref reader, NameName);
                reader.Skip();
                continue;
            }

            _isSound &= !hasName;
            hasName = true;
            reader.Read();
            name = Text(ref reader);
            reader.Skip();
        }

        return !isAmbiguous && !string.IsNullOrEmpty(name) && access.AllowsTool(name);
    }

    /// <summary>A client that reads without regard to case would see a list here that was not looked at (<c>"Tools"</c>).</summary>
    private static bool IsLookAlike(ref Utf8JsonReader reader, string[] name)
    {
        try
        {
            return LookAlikeNames.Find(ref reader, name) is not null;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    private static string? Text(ref Utf8JsonReader reader)
    {
        try
        {
            return reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>A name with a lone surrogate or broken UTF-8 is none of ours.</summary>
    private static bool NameIs(ref Utf8JsonReader reader, ReadOnlySpan<byte> name)
    {
        try
        {
            return reader.ValueTextEquals(name);
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }
}
