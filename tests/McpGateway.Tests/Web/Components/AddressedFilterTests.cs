using FsCheck;
using FsCheck.Fluent;
using McpGateway.Web.Components;

namespace McpGateway.Tests.Web.Components;

/// <summary>What is typed stays, however late the address comes back.</summary>
public sealed class AddressedFilterTests
{
    private readonly AddressedFilter<Typed> _filter = new();

    [Fact]
    public void Arrive_OtherAddress_IsTaken()
    {
        Assert.True(_filter.Arrive(new("hotel")));
        Assert.Equal(new("hotel"), _filter.Current);
        Assert.False(_filter.Arrive(new("hotel")));
    }

    [Fact]
    public void Choose_WhatIsChosenAlready_IsNotWrittenAgain()
    {
        Assert.True(_filter.Choose(new("h")));
        Assert.False(_filter.Choose(new("h")));
    }

    /// <summary>Deleted and typed again: the same text is under way twice.</summary>
    [Fact]
    public void Arrive_EarlierChoiceThatWasMadeTwice_ChangesNothing()
    {
        Choose("", "h", "ho", "h", "hot");

        Assert.All(["h", "ho", "h"], text => Assert.False(_filter.Arrive(new(text))));
        Assert.Equal(new("hot"), _filter.Current);
        Assert.False(_filter.Arrive(new("hot")));
        Assert.True(_filter.Arrive(new("ho")));
    }

    [Fact]
    public void Arrive_LaterChoiceWithoutTheEarlier_ForgetsThose()
    {
        Choose("", "h", "ho", "hot");
        Assert.False(_filter.Arrive(new("ho")));

        Assert.True(_filter.Arrive(new("h")));
        Assert.Equal(new("h"), _filter.Current);
    }

    /// <summary>A link was followed: its address counts, and after it whatever the browser says.</summary>
    [Fact]
    public void Arrive_AddressOfALinkWhileChoicesAreUnderWay_IsTaken()
    {
        Choose("", "h", "ho");

        Assert.True(_filter.Arrive(new("train")));
        Assert.Equal(new("train"), _filter.Current);
        Assert.True(_filter.Arrive(new("ho")));
        Assert.Equal(new("ho"), _filter.Current);
    }

    /// <summary>Choices and returns in any interleaving: the last choice stands, and at the end the address says the same.</summary>
    [Fact]
    public void Arrive_ReturnsInTheirOrderAtAnyTime_NeverChangeTheChoice() => Prop.ForAll(
        ArbMap.Default.ArbFor<(byte, bool)[]>(),
        steps =>
        {
            var filter = new AddressedFilter<Typed>();
            filter.Arrive(new(""));
            var (browser, last) = (new Queue<Typed>(), new Typed(""));
            foreach (var (letter, returns) in steps)
            {
                var chosen = new Typed($"{letter % 3}");
                if (filter.Choose(chosen))
                {
                    browser.Enqueue(chosen);
                }

                last = chosen;
                if (returns && browser.TryDequeue(out var back) && (filter.Arrive(back) || filter.Current != last))
                {
                    return false;
                }
            }

            return browser.All(back => !filter.Arrive(back)) && filter.Current == last;
        }).QuickCheckThrowOnFailure();

    private void Choose(string address, params string[] texts)
    {
        _filter.Arrive(new(address));
        Assert.All(texts, text => Assert.True(_filter.Choose(new(text))));
    }

    private sealed record Typed(string Text)
    {
        public Typed()
            : this("")
        {
        }
    }
}
