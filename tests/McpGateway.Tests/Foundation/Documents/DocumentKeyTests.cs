using System.Text;
using FsCheck;
using FsCheck.Fluent;
using McpGateway.Foundation.Documents;
using McpGateway.Tests.Storage.Contracts;

namespace McpGateway.Tests.Foundation.Documents;

public sealed class DocumentKeyTests
{
    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    public static TheoryData<string?, bool> Keys => new()
    {
        { null, false },
        { "", false },
        { "a", true },
        { " ", true },
        { "a\0b", false },
        { "\ud800", false },
        { "a\udc00", false },
        { "\ud83d\ude00", true },
        { new string('a', 1024), true },
        { new string('a', 1025), false },
        { new string('é', 512), true },
        { new string('é', 513), false },
        { string.Concat(Enumerable.Repeat("\ud83d\ude00", 256)), true },
        { string.Concat(Enumerable.Repeat("\ud83d\ude00", 257)), false },
    };

    [Theory]
    [MemberData(nameof(Keys))]
    public void IsValid_Key_AsListed(string? key, bool expected) => Assert.Equal(expected, DocumentKey.IsValid(key));

    /// <summary>Two keys are one only if they are the same text: every key that is taken has a UTF-8 form of its own.</summary>
    [Fact]
    public void IsValid_AnyText_TakenOnlyWithAFormThatLeadsBack() =>
        Prop.ForAll<string>(text => DocumentKey.IsValid(text) == HasForm(text)).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));

    [Theory]
    [InlineData("")]
    [InlineData("a\0b")]
    [InlineData("half", 0xdfff)]
    public void Batch_InvalidKey_IsRefusedBeforeAnythingIsWritten(string text, int added = -1)
    {
        // An attribute cannot hold half of a surrogate pair.
        var key = added < 0 ? text : text + (char)added;
        var batch = new DocumentBatch();

        Assert.Throws<ArgumentException>(() => batch.Put(Notes.Plain, key, new("x"), null));
        Assert.Throws<ArgumentException>(() => batch.Delete(Notes.Plain, key, null));
        Assert.Throws<ArgumentException>(() => batch.Put(Notes.Plain, "a", new("x") { Owner = key }, null));
        Assert.Empty(batch.Writes);
    }

    [Fact]
    public void Batch_Writes_CarryWhatTheirKindSays()
    {
        var until = new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);
        var batch = new DocumentBatch()
            .Put(Notes.Plain, "a", new("x") { Owner = "o", Until = until }, 3)
            .Put(Notes.Sealed, "b", new("y") { Owner = "o" }, DocumentBatch.Absent)
            .Delete(Notes.Other, "c", null);

        Assert.Equal(
            [("notes", "a", 3L, false, "o", until, true), ("secret_notes", "b", 0L, true, null, null, true),
                ("other_notes", "c", null, false, null, null, false)],
            batch.Writes.Select(write =>
                (write.Kind, write.Key, write.ExpectedVersion, write.IsSealed, write.Owner, write.ExpiresAt, write.Body is not null)));
    }

    private static bool HasForm(string? text)
    {
        if (string.IsNullOrEmpty(text) || text.Contains('\0', StringComparison.Ordinal))
        {
            return false;
        }

        try
        {
            return Strict.GetByteCount(text) <= DocumentKey.MaxBytes;
        }
        catch (EncoderFallbackException)
        {
            return false;
        }
    }
}
