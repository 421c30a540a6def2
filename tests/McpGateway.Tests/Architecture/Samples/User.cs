#pragma warning disable CS0169, CS0649, CA1823, CA1812, CA1822, CA1852, IDE0044, IDE0051, IDE0052, IDE0060, CA1801, CA1859
using System.ComponentModel;
using McpGateway.Tests.Architecture.Samples.Named;

namespace McpGateway.Tests.Architecture.Samples;

/// <summary>Names each type of <see cref="Named"/> in one way.</summary>
[As]
[TypeConverter(typeof(AsAttributeArgument))]
internal sealed class User : List<AsBaseArgument>, IAsInterface
{
    private AsField? _field;

    public AsResult? Take(AsParameter? parameter, IReadOnlyDictionary<string, AsTypeArgument[]>? generic) => null;

    public void Constrained<T>()
        where T : IEquatable<AsConstraint>
    {
    }

    public int Run(object value)
    {
        AsLocal? local = null;
        try
        {
            AsCalled.Call();
            Add(null!);
        }
        catch (AsCaught)
        {
            return new AsCreated().GetHashCode();
        }

        // A switch over numbers is one instruction of variable length.
        var number = value.GetHashCode() switch { 0 => 5, 1 => 3, 2 => 8, 3 => 1, 4 => 9, _ => AsConstant.Value };
        return value is AsCast ? number : local is null ? 0 : 1;
    }

    public Func<object> Lambda() => static () => new InLambda();

    public async Task<object> WaitAsync()
    {
        await Task.Yield();
        return new InAsyncMethod();
    }

    public IEnumerable<object> Iterate()
    {
        yield return new InIterator();
    }

    private sealed class Nested
    {
        public InNestedType Make() => new();
    }
}
