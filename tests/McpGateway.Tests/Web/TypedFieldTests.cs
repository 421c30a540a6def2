using System.Text.RegularExpressions;

namespace McpGateway.Tests.Web;

/// <summary>
/// A field that is read while it is typed in is bound: with <c>value</c> and <c>@oninput</c> the answer to an earlier letter would write
/// over the later ones.
/// </summary>
public sealed partial class TypedFieldTests
{
    [Fact]
    public void Fields_ReadWhileTyped_AreBound() => Assert.Empty(
        from source in WebSources.Razor()
        from Match tag in Field().Matches(source.Text)
        where IsWrittenWhileTyped(tag.Value)
        select $"{source.Name}: {tag.Value}");

    [Theory]
    [InlineData("""<input value="@_text" @oninput="Take" """, true)]
    [InlineData("""<textarea rows="3" @oninput="Take" value="@_text" """, true)]
    [InlineData("""<input @bind="_text" @bind:event="oninput" """, false)]
    [InlineData("""<input value="@_text" @onchange="Take" """, false)]
    public void IsWrittenWhileTyped_Field_AsListed(string tag, bool expected) => Assert.Equal(expected, IsWrittenWhileTyped(tag));

    private static bool IsWrittenWhileTyped(string tag) =>
        tag.Contains(" value=\"@", StringComparison.Ordinal) && tag.Contains("@oninput=", StringComparison.Ordinal);

    /// <summary>From the name of the element up to the next one.</summary>
    [GeneratedRegex("<(?:input|textarea)[^<]*")]
    private static partial Regex Field();
}
