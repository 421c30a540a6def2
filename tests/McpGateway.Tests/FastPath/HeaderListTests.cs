using McpGateway.Host.FastPath;
using Microsoft.AspNetCore.Http;

namespace McpGateway.Tests.FastPath;

/// <summary>Whatever is done to it, the list holds what the framework's own dictionary of headers would.</summary>
public sealed class HeaderListTests
{
    private static readonly string[] Names = ["A", "a", "Content-Length", "content-length", "X-B", "x-b", "C"];

    [Fact]
    public void Operations_AnySequence_AgreeWithTheFrameworksDictionary()
    {
        for (var seed = 0; seed < 200; seed++)
        {
            var (list, dictionary) = (new HeaderList(), new HeaderDictionary());
            for (var step = 0; step < 30; step++)
            {
                var choice = (seed * 31) + (step * 17) + (seed * step);
                var name = Names[choice % Names.Length];
                switch (choice % 5)
                {
                    case 0 or 1:
                        (list[name], dictionary[name]) = ("v" + choice, "v" + choice);
                        break;
                    case 2:
                        Assert.Equal(dictionary.Remove(name), list.Remove(name));
                        break;
                    case 3:
                        (list.ContentLength, dictionary.ContentLength) = (choice, choice);
                        break;
                    default:
                        (list[name], dictionary[name]) = (default, default);
                        break;
                }

                Assert.Equal(dictionary[name], list[name]);
                Assert.Equal(dictionary.ContainsKey(name), list.ContainsKey(name));
                Assert.Equal(dictionary.TryGetValue(name, out var expected), list.TryGetValue(name, out var value));
                Assert.Equal(expected, value);
                Assert.Equal(dictionary.Count, list.Count);
                Assert.Equal(dictionary.ContentLength, list.ContentLength);
            }
        }
    }

    [Fact]
    public void Change_AfterTheHeadWasSent_Throws()
    {
        var list = new HeaderList { ["A"] = "b" };
        list.IsReadOnly = true;

        Assert.Throws<InvalidOperationException>(list.Clear);
        Assert.Throws<InvalidOperationException>(() => list.Remove("A"));
        Assert.Throws<InvalidOperationException>(() => list.Add("C", "d"));
        Assert.Throws<InvalidOperationException>(() => list["A"] = "c");
    }
}
