using System.Reflection;
using System.Text;
using MemoryPack;
using Messenger.Contracts.Bounds;
using Messenger.Contracts.Control;

namespace Messenger.Contracts.Tests.Frames;

/// <summary>CTL-EVOLVE-1, CTL-BODY-4: the shape of the wire is frozen, and nothing in it is without a bound.</summary>
public sealed class WireShapeTests
{
    private static readonly Type[] WireTypes =
        [.. typeof(ClientFrame).Assembly.GetTypes().Where(t => t.GetCustomAttribute<MemoryPackableAttribute>() is not null).OrderBy(t => t.Name, StringComparer.Ordinal)];

    [Fact]
    public void Orders_and_types_of_all_members_are_frozen() => Assert.Equal(FrozenShape.Text, Describe());

    [Fact]
    public void Values_of_all_enums_are_frozen()
    {
        IEnumerable<string> lines = WireTypes.SelectMany(Wire.MembersOf).Select(m => m.PropertyType).Where(t => t.IsEnum).Distinct()
            .OrderBy(t => t.Name, StringComparer.Ordinal)
            .Select(t => $"{t.Name} {t.GetEnumUnderlyingType().Name}: {string.Join(" ", Enum.GetNames(t).Select(n => $"{n}={Convert.ToUInt64(Enum.Parse(t, n), null)}"))}\n");
        Assert.Equal(FrozenShape.Enums, string.Concat(lines));
    }

    [Fact]
    public void Every_wire_type_is_sealed_and_takes_a_member_more()
    {
        foreach (Type type in WireTypes.Where(t => !t.IsAbstract))
        {
            Assert.True(type.IsSealed, type.Name);
            Assert.Equal(GenerateType.VersionTolerant, type.GetCustomAttribute<MemoryPackableAttribute>()!.GenerateType);
            Assert.Equal(Enumerable.Range(0, Wire.MembersOf(type).Count()), Wire.MembersOf(type).Select(m => m.GetCustomAttribute<MemoryPackOrderAttribute>()!.Order));
        }
    }

    [Fact]
    public void Every_member_is_of_a_fixed_size_or_bounded()
    {
        foreach (PropertyInfo member in WireTypes.SelectMany(Wire.MembersOf))
        {
            Type type = member.PropertyType;
            Type? needed =
                type == typeof(string) ? typeof(BoundedStringAttribute)
                : type == typeof(byte[]) ? typeof(BoundedBytesAttribute)
                : type == typeof(string[]) ? typeof(BoundedStringArrayAttribute)
                : type == typeof(bool) ? typeof(StrictBoolAttribute)
                : type.IsArray ? typeof(BoundedArrayAttribute<>).MakeGenericType(type.GetElementType()!)
                : type.IsValueType ? null
                : typeof(BoundedObjectAttribute<>).MakeGenericType(type);
            Assert.True(needed is null || member.GetCustomAttribute(needed) is not null, $"{member.DeclaringType!.Name}.{member.Name} needs {needed?.Name}.");
        }
    }

    [Fact]
    public void No_wire_type_holds_itself()
    {
        foreach (Type type in WireTypes)
            Assert.DoesNotContain(type, Held(type));
    }

    private static IEnumerable<Type> Held(Type type) =>
        Wire.MembersOf(type).Select(m => m.PropertyType.GetElementType() ?? m.PropertyType).Where(WireTypes.Contains).SelectMany(t => Held(t).Prepend(t));

    private static string Describe()
    {
        var text = new StringBuilder();
        foreach (Type type in WireTypes.Where(t => !t.IsAbstract))
            text.Append($"{type.Name}: {string.Join(", ", Wire.MembersOf(type).Select(m => $"{m.PropertyType.Name} {m.Name}"))}".TrimEnd()).Append('\n');
        return text.ToString();
    }
}
