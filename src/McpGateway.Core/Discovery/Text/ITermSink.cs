namespace McpGateway.Core.Discovery.Text;

/// <summary>Takes the terms of a text one by one, so that analysing allocates nothing.</summary>
internal interface ITermSink
{
    /// <param name="term">The stem; valid during the call only.</param>
    /// <param name="isPart">True for a piece of a compound word (<c>git</c> and <c>hub</c> of <c>GitHub</c>), which comes after the
    /// whole.</param>
    void Add(ReadOnlySpan<char> term, bool isPart);
}
