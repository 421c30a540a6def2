namespace McpGateway.Tests.Identity.Differential;

/// <summary>Whose token it is to look like.</summary>
internal enum TokenFamily
{
    /// <summary>Vended by the gateway (ES256).</summary>
    Vended,

    /// <summary>An access token of the gateway's authorization server (ES256).</summary>
    OAuth,

    /// <summary>Signed by an identity provider's elliptic key.</summary>
    ProviderEc,

    /// <summary>Signed by an identity provider's RSA key.</summary>
    ProviderRsa,
}

/// <summary>How a token is made: a good one, then what is done to it. Printed when a case fails.</summary>
internal sealed record TokenRecipe(TokenFamily Family)
{
    public IReadOnlyList<MemberEdit> Header { get; init; } = [];

    public IReadOnlyList<MemberEdit> Claims { get; init; } = [];

    /// <summary>What is done to the JSON text of the header before it is encoded.</summary>
    public JsonForm HeaderForm { get; init; }

    public JsonForm PayloadForm { get; init; }

    /// <summary>How header and payload are encoded; the signature is made over that.</summary>
    public EncodingForm Encoding { get; init; }

    public SignatureForm Signature { get; init; }

    /// <summary>What is done to the finished text, without signing anew.</summary>
    public IReadOnlyList<TextEdit> Text { get; init; } = [];

    public override string ToString() =>
        $"{Family} header[{string.Join(' ', Header)}] {HeaderForm} claims[{string.Join(' ', Claims)}] {PayloadForm} {Encoding} {Signature} "
            + $"text[{string.Join(' ', Text)}]";
}

/// <param name="Name">The member, as JSON without quotation marks.</param>
/// <param name="Json">Its value; null takes the member away.</param>
/// <param name="IsAdded">Written beside a member of the same name instead of in its place.</param>
internal sealed record MemberEdit(string Name, string? Json, bool IsAdded = false)
{
    public override string ToString() => $"{(IsAdded ? "+" : "")}{Name}={Json ?? "(none)"}";
}

internal enum JsonForm
{
    Plain,
    ByteOrderMark,
    TrailingData,
    SecondObject,
    TrailingComma,
    Comment,
    WhiteSpaceAround,
    InvalidUtf8,
    Utf16,
    InAnArray,
    Cut,
    Empty,
}

internal enum EncodingForm
{
    Canonical,
    Padded,
    StandardAlphabet,
    UnusedBitsSet,
    LineBreaks,
}

internal enum SignatureForm
{
    Right,

    /// <summary>As the header's algorithm has it, made with whatever key of ours or public key fits: the classical confusions.</summary>
    AsTheHeaderSays,
    ByAnotherKey,
    OverAnotherHash,
    Der,
    ZeroR,
    ZeroS,
    Zero,
    OrderOfTheGroup,
    OtherS,
    Shortened,
    LeadingZero,
    TrailingZero,
    Empty,
}

internal enum TextChange
{
    FlipBit,
    SetCharacter,
    Insert,
    Cut,
    RemovePart,
    RepeatPart,
    SwapParts,
    PadPart,
    StandardAlphabet,
    UnusedBitsSet,
    Append,
    Prepend,
}

/// <param name="A">A position or the number of a part, reduced to what there is.</param>
/// <param name="B">A second one.</param>
internal sealed record TextEdit(TextChange Change, int A = 0, int B = 0, string Piece = "")
{
    public override string ToString() => $"{Change}({A},{B},{System.Text.Json.JsonSerializer.Serialize(Piece)})";
}
