using System.Text.Json;
using McpGateway.Proxy.Access;
using McpGateway.Proxy.JsonRpc;
using McpGateway.Proxy.Pins;

namespace McpGateway.Proxy.Streaming;

/// <summary>
/// Finds, in one message, what to take out: tools that the caller may not call, and definitions that are pinned and say something else. One
/// pass; the edits come in order.
/// </summary>
internal ref struct ToolListReader(ReadOnlyMemory<byte> json, IServerAccess access, PinCheck? pins, List<Edit> edits)
{
    private static readonly string[] ResultName = ["result"];

    private readonly ReadOnlySpan<ListMember> _lists = pins is null ? ListMember.Tools : ListMember.All;
    private bool _isSound = true;
    private bool _hasId;
    private bool _hasResult;
    private int _listsSeen;

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
            if (FindList(ref reader) is not { } list)
            {
                reader.Skip();
                continue;
            }

            _isSound &= (_listsSeen & (1 << (int)list.Kind)) == 0;
            _listsSeen |= 1 << (int)list.Kind;
            reader.Read();
            if (list.Kind == DefinitionKind.Instructions)
            {
                ReadInstructions(ref reader);
                continue;
            }

            _isSound &= reader.TokenType is JsonTokenType.StartArray or JsonTokenType.Null;
            if (reader.TokenType == JsonTokenType.StartArray)
            {
                ReadList(ref reader, list);
            }
            else
            {
                reader.Skip();
            }
        }
    }

    /// <summary>The list that the reader's name is of. Look-alikes make the answer doubtful.</summary>
    private ListMember? FindList(ref Utf8JsonReader reader)
    {
        foreach (var list in _lists)
        {
            if (NameIs(ref reader, list.Utf8))
            {
                return list;
            }

            _isSound &= !IsLookAlike(ref reader, list.Name);
        }

        return null;
    }

    /// <summary>Text for models at the handshake: what was approved stands in place of what was not.</summary>
    private readonly void ReadInstructions(ref Utf8JsonReader reader)
    {
        var start = (int)reader.TokenStartIndex;
        reader.Skip();
        var end = (int)reader.BytesConsumed;
        if (!pins!.Shows(DefinitionKind.Instructions, "", json[start..end]))
        {
            edits.Add(new Edit(start, end, pins.ApprovedInstructions()));
        }
    }

    /// <summary>
    /// An element goes together with the separator before it; as long as nothing was kept, with the one behind it. So kept elements keep
    /// their bytes, and the list stays valid.
    /// </summary>
    private void ReadList(ref Utf8JsonReader reader, ListMember list)
    {
        var hasKept = false;
        var previousEnd = (int)reader.BytesConsumed;
        var dropFrom = -1;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            var start = (int)reader.TokenStartIndex;
            var isAllowed = IsAllowed(ref reader, list);
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

    private bool IsAllowed(ref Utf8JsonReader reader, ListMember list)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return false;
        }

        var start = (int)reader.TokenStartIndex;
        string? name = null;
        var hasName = false;
        var isAmbiguous = false;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            if (!NameIs(ref reader, list.KeyUtf8))
            {
                isAmbiguous |= IsLookAlike(ref reader, list.Key);
                reader.Skip();
                continue;
            }

            _isSound &= !hasName;
            hasName = true;
            reader.Read();
            name = Text(ref reader);
            reader.Skip();
        }

        return !isAmbiguous && !string.IsNullOrEmpty(name)
            && (list.Kind != DefinitionKind.Tool || access.AllowsTool(name))
            && (pins is null || pins.Shows(list.Kind, name, json[start..(int)reader.BytesConsumed]));
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
