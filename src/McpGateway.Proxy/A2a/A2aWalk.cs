using System.Buffers;
using System.Text;
using System.Text.Json;
using McpGateway.Proxy.JsonRpc;
using McpGateway.Proxy.Streaming;

namespace McpGateway.Proxy.A2a;

/// <summary>
/// Goes through one JSON text by its shape and collects what has to be written differently; every other byte stays. One pass, and no text
/// is searched: only what stands where the protocol has an id is one.
/// </summary>
internal abstract class A2aWalk(ReadOnlyMemory<byte> json, int maxDepth)
{
    protected List<Edit> Edits { get; } = [];

    /// <summary>Why the text cannot be passed on; null when it can.</summary>
    public string? Problem { get; private set; }

    /// <summary>Whether the text is an object.</summary>
    public bool IsObject { get; private set; }

    /// <summary>Names that a reader without regard for letter case would take for one of the shape's are refused.</summary>
    protected abstract bool IsStrict { get; }

    /// <summary>Whether no list of such objects may stand in the place of one.</summary>
    protected abstract bool IsOne(A2aShape shape);

    /// <summary>Reads the whole text.</summary>
    /// <exception cref="JsonException">It is not one JSON text.</exception>
    public void Run(A2aShape shape)
    {
        var reader = new Utf8JsonReader(json.Span, new JsonReaderOptions { MaxDepth = maxDepth });
        reader.Read();
        IsObject = reader.TokenType == JsonTokenType.StartObject;
        Walk(shape, ref reader);
        while (reader.Read())
        {
        }
    }

    /// <summary>Whether the text has to be written differently.</summary>
    public bool IsChanged => Edits.Count > 0;

    /// <summary>Bytes of the text with what was changed.</summary>
    public int ChangedLength => EditedText.LengthOf(json.Span, Edits);

    /// <summary>Writes the text with what was changed. False, and nothing written, when nothing was.</summary>
    public bool TryWrite(IBufferWriter<byte> output)
    {
        if (IsChanged)
        {
            EditedText.Write(json.Span, Sorted(), output);
        }

        return IsChanged;
    }

    /// <summary>The same into <see cref="ChangedLength"/> bytes.</summary>
    public void CopyTo(Span<byte> target) => EditedText.CopyTo(json.Span, Sorted(), target);

    /// <summary>The reader stands on the member's value, and is left on its end.</summary>
    protected abstract void Visit(A2aMember member, A2aShape within, ref Utf8JsonReader reader);

    /// <summary>An object of this shape ends; <paramref name="start"/> is where its brace stands.</summary>
    protected virtual void Leave(A2aShape shape, int start, bool isEmpty)
    {
    }

    /// <summary>
    /// One object, or each of a list of them where there may be several; of those, anything else is passed over. The reader is left on
    /// the value's end.
    /// </summary>
    protected void Walk(A2aShape shape, ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.StartObject)
        {
            WalkObject(shape, ref reader);
        }
        else if (IsOne(shape))
        {
            Refuse(reader.TokenType == JsonTokenType.Null ? null : $"'{shape.Place}' must be one JSON object.");
            reader.Skip();
        }
        else if (reader.TokenType == JsonTokenType.StartArray)
        {
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                Walk(shape, ref reader);
            }
        }
    }

    /// <summary>
    /// Leaves a value unread. In what a client sends it must nevertheless be readable in one way only, at any depth: a member that is
    /// there twice is another one to the agent than to whoever looks at it on the way. The reader is left on the value's end.
    /// </summary>
    protected void Pass(A2aShape within, ref Utf8JsonReader reader)
    {
        if (!IsStrict || Problem is not null)
        {
            reader.Skip();
        }
        else if (reader.TokenType == JsonTokenType.StartArray)
        {
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                Pass(within, ref reader);
            }
        }
        else if (reader.TokenType == JsonTokenType.StartObject)
        {
            PassObject(within, ref reader);
        }
    }

    private void PassObject(A2aShape within, ref Utf8JsonReader reader)
    {
        var names = new MemberNames(json.Span);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            Refuse(MessageReader.Describe(names.Add(ref reader, []), $"an object in '{within.Place}'"));
            reader.Read();
            Pass(within, ref reader);
        }
    }

    protected void Refuse(string? problem) => Problem ??= problem;

    /// <summary>The text at the reader; null, with a <see cref="Problem"/>, when it is none.</summary>
    protected string? Text(ref Utf8JsonReader reader, string place)
    {
        try
        {
            if (reader.TokenType == JsonTokenType.String)
            {
                return reader.GetString();
            }
        }
        catch (InvalidOperationException)
        {
            // A lone surrogate is no text.
        }

        Refuse($"The member '{place}' must be a string.");
        reader.Skip();
        return null;
    }

    protected void Replace(ref Utf8JsonReader reader, string text) =>
        Edits.Add(new Edit((int)reader.TokenStartIndex, (int)reader.BytesConsumed, Quoted(text)));

    protected static byte[] Quoted(string text) => Encoding.UTF8.GetBytes($"\"{JsonEncodedText.Encode(text)}\"");

    /// <summary>What is added at an object's beginning is known at its end.</summary>
    private List<Edit> Sorted() => [.. Edits.OrderBy(static edit => edit.Start)];

    private void WalkObject(A2aShape shape, ref Utf8JsonReader reader)
    {
        var start = (int)reader.TokenStartIndex;
        var names = new MemberNames(json.Span);
        var seen = 0;
        var isEmpty = true;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            isEmpty = false;
            var index = Judge(shape, ref reader, ref names);
            if (index < 0)
            {
                reader.Read();
                Pass(shape, ref reader);
                continue;
            }

            // Both spellings of one member: readers differ in which they take.
            Refuse((seen & (1 << index)) == 0 ? null : MessageReader.Describe(MemberVerdict.Duplicate, $"'{shape.Place}'"));
            seen |= 1 << index;
            reader.Read();
            Visit(shape[index], shape, ref reader);
        }

        Leave(shape, start, isEmpty);
    }

    /// <summary>Which of the shape's members the reader's property is; less than nothing for what is passed over.</summary>
    private int Judge(A2aShape shape, ref Utf8JsonReader reader, ref MemberNames names)
    {
        var verdict = names.Add(ref reader, IsStrict ? shape.Names : []);
        if (verdict == MemberVerdict.Fine)
        {
            return shape.Find(ref reader);
        }

        Refuse(IsStrict || verdict == MemberVerdict.Duplicate ? MessageReader.Describe(verdict, $"'{shape.Place}'") : null);
        return -1;
    }
}
