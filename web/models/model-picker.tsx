import { Badge, Button, Menu, Skeleton } from '@mantine/core'
import { IconCheck, IconChevronDown } from '@tabler/icons-react'
import type { Model } from './chosen-model.ts'
import type { ChosenModel } from './use-chosen-model.ts'
import classes from './models.module.css'

/** Which model the next message goes to; those out of reach are listed with the reason, and cannot be taken. */
export function ModelPicker({ models, model, loading, choose, refresh }: ChosenModel) {
  if (loading) return <Skeleton height={22} width={130} radius="xl" />
  if (!model) return null
  return (
    <Menu position="top-start" width={320} onOpen={refresh}>
      <Menu.Target>
        <Button
          variant="subtle"
          color="gray"
          size="compact-sm"
          className={classes.target ?? ''}
          aria-label={`Model: ${model.name}`}
          rightSection={<IconChevronDown size={14} />}
        >
          <span className={classes.name}>{model.name}</span>
        </Button>
      </Menu.Target>
      <Menu.Dropdown className={classes.dropdown ?? ''}>
        {byProvider(models).map(([provider, list]) => (
          <div key={provider} role="group" aria-label={provider}>
            <Menu.Label>{provider}</Menu.Label>
            {list.map((one) => (
              <ModelItem key={one.id} model={one} chosen={one.id === model.id} onChoose={choose} />
            ))}
          </div>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}

interface ModelItemProps {
  model: Model
  chosen: boolean
  onChoose: (id: string) => void
}

function ModelItem({ model, chosen, onChoose }: ModelItemProps) {
  const { id, name, available, unavailableReason, isDefault, contextTokens } = model
  return (
    <Menu.Item
      role="menuitemradio"
      aria-checked={chosen}
      disabled={!available}
      className={classes.item ?? ''}
      rightSection={chosen ? <IconCheck size={16} /> : null}
      onClick={() => onChoose(id)}
    >
      <span className={classes.line}>
        <span className={classes.name}>{name}</span>
        {isDefault && (
          <Badge size="xs" variant="light" color="gray" tt="none">
            default
          </Badge>
        )}
      </span>
      <span className={classes.detail}>
        {available ? windowInWords(contextTokens) : (unavailableReason ?? 'Cannot be reached now.')}
      </span>
    </Menu.Item>
  )
}

function windowInWords(tokens: number | null): string {
  return tokens === null ? 'Available' : `${tokens.toLocaleString()} tokens of context`
}

function byProvider(models: readonly Model[]): [string, Model[]][] {
  const groups = new Map<string, Model[]>()
  for (const model of models) groups.set(model.provider, [...(groups.get(model.provider) ?? []), model])
  return [...groups]
}
